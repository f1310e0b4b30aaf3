resource "aws_lambda_function_event_invoke_config" "subject" {
  function_name                = aws_lambda_function.main.function_name
  maximum_event_age_in_seconds = 60
  maximum_retry_attempts       = 0
}

output "import_id" {
  value = aws_lambda_function_event_invoke_config.subject.id
}
