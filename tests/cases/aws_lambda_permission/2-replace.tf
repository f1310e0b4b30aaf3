resource "aws_lambda_permission" "subject" {
  statement_id  = "everybody"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.main.function_name
  qualifier     = aws_lambda_function.main.version
  principal     = "sns.amazonaws.com"
}

output "import_id" {
  value = "${aws_lambda_function.main.function_name}:${aws_lambda_function.main.version}/everybody"
}
