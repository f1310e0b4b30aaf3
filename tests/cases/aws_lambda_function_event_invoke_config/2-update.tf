resource "aws_lambda_function_event_invoke_config" "subject" {
  function_name                = aws_lambda_function.main.function_name
  maximum_event_age_in_seconds = 120
  maximum_retry_attempts       = 1

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:ap-northeast-2:123456789012:failed"
    }
  }
}

output "import_id" {
  value = aws_lambda_function_event_invoke_config.subject.id
}
