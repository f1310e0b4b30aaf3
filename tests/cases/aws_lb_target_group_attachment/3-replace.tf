resource "aws_lb_target_group_attachment" "subject" {
  target_group_arn = aws_lb_target_group.main["two"].arn
  target_id        = "10.0.0.10"
}

output "import_id" {
  value = "${aws_lb_target_group.main["two"].arn},10.0.0.10"
}
