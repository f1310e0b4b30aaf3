resource "aws_cloudwatch_log_subscription_filter" "subject" {
  name            = "clicks"
  log_group_name  = aws_cloudwatch_log_group.main.name
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.main.arn
  role_arn        = aws_iam_role.main.arn
}

output "import_id" {
  value = "${aws_cloudwatch_log_subscription_filter.subject.log_group_name}|${aws_cloudwatch_log_subscription_filter.subject.name}"
}
