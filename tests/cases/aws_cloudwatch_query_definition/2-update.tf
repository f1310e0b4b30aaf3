resource "aws_cloudwatch_query_definition" "subject" {
  name            = "shop/warnings"
  log_group_names = [aws_cloudwatch_log_group.main.name]
  query_string    = "fields @timestamp, @message | filter @message like /WARN/ | limit 20"
}

output "import_id" {
  value = "arn:aws:logs:ap-northeast-2:${data.aws_caller_identity.main.account_id}:query-definition:${aws_cloudwatch_query_definition.subject.query_definition_id}"
}
