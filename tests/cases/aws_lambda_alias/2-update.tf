resource "aws_lambda_alias" "subject" {
  name             = "live"
  function_name    = aws_lambda_function.main.function_name
  function_version = "$LATEST"
}

output "import_id" {
  value = "${aws_lambda_function.main.function_name}/${aws_lambda_alias.subject.name}"
}
