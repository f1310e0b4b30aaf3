resource "aws_lambda_function" "subject" {
  # Nothing runs it, so that any file will do.
  filename      = "${path.module}/support.tf"
  function_name = "api"
  role          = aws_iam_role.main.arn
  handler       = "api.handle"
  runtime       = "python3.13"

  environment {
    variables = {
      STAGE = "test"
    }
  }

  tags = {
    Name = "api"
  }
}

output "import_id" {
  value = aws_lambda_function.subject.id
}
