resource "aws_lambda_alias" "subject" {
  name             = "live"
  description      = "What is called"
  function_name    = aws_lambda_function.main.function_name
  function_version = aws_lambda_function.main.version
}

output "import_id" {
  value = "${aws_lambda_function.main.function_name}/${aws_lambda_alias.subject.name}"
}
