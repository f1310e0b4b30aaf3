resource "aws_cloudwatch_query_definition" "subject" {
  name            = "shop/errors"
  log_group_names = [aws_cloudwatch_log_group.main.name]
  query_string    = "fields @timestamp, @message | filter @message like /ERROR/"
}

output "import_id" {
  value = "arn:aws:logs:ap-northeast-2:${data.aws_caller_identity.main.account_id}:query-definition:${aws_cloudwatch_query_definition.subject.query_definition_id}"
}
