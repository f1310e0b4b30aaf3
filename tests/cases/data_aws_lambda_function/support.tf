resource "aws_iam_role" "main" {
  name = "looked-up"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_lambda_function" "main" {
  filename      = "${path.module}/support.tf"
  function_name = "looked-up"
  role          = aws_iam_role.main.arn
  handler       = "a.handle"
  runtime       = "python3.13"
  publish       = true
}
