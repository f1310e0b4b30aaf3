data "aws_lambda_function" "main" {
  function_name = aws_lambda_function.main.function_name
}

data "aws_lambda_function" "first" {
  function_name = aws_lambda_function.main.function_name
  qualifier     = aws_lambda_function.main.version
}

output "function" {
  value = { for key, value in data.aws_lambda_function.main : key => value if key != "last_modified" }
}

output "first" {
  value = data.aws_lambda_function.first.qualified_arn
}
