resource "aws_cloudwatch_log_stream" "subject" {
  name           = "web-2"
  log_group_name = aws_cloudwatch_log_group.main.name
}

output "import_id" {
  value = "${aws_cloudwatch_log_stream.subject.log_group_name}:${aws_cloudwatch_log_stream.subject.name}"
}
