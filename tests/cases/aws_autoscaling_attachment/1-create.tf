resource "aws_autoscaling_attachment" "subject" {
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  lb_target_group_arn    = aws_lb_target_group.main["one"].arn
}

output "import_id" {
  value = "${aws_autoscaling_group.main["one"].name},${aws_lb_target_group.main["one"].arn}"
}
