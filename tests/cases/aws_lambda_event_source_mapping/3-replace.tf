resource "aws_lambda_event_source_mapping" "subject" {
  event_source_arn  = "arn:aws:kinesis:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:stream/orders"
  function_name     = aws_lambda_function.main.arn
  starting_position = "LATEST"
}

output "import_id" {
  value = aws_lambda_event_source_mapping.subject.id
}
