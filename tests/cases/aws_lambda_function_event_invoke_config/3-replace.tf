resource "aws_lambda_function_event_invoke_config" "subject" {
  function_name          = aws_lambda_function.main.function_name
  qualifier              = aws_lambda_alias.main.name
  maximum_retry_attempts = 0
}

output "import_id" {
  value = aws_lambda_function_event_invoke_config.subject.id
}
