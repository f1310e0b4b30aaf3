resource "aws_lambda_permission" "subject" {
  statement_id   = "rule"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.main.function_name
  principal      = "events.amazonaws.com"
  source_arn     = "arn:aws:events:ap-northeast-2:123456789012:rule/night"
  source_account = "123456789012"
}

output "import_id" {
  value = "${aws_lambda_function.main.function_name}/rule"
}
