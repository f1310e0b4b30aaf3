resource "aws_lambda_event_source_mapping" "subject" {
  event_source_arn                   = "arn:aws:sqs:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:orders"
  function_name                      = aws_lambda_function.main.arn
  batch_size                         = 20
  enabled                            = false
  function_response_types            = ["ReportBatchItemFailures"]
  maximum_batching_window_in_seconds = 10

  scaling_config {
    maximum_concurrency = 4
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_lambda_event_source_mapping.subject.id
}
