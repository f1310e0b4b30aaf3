resource "aws_lambda_function_url" "subject" {
  function_name      = aws_lambda_function.main.function_name
  qualifier          = aws_lambda_alias.main.name
  authorization_type = "AWS_IAM"
}

output "import_id" {
  value = aws_lambda_function_url.subject.id
}
