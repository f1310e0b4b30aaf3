resource "aws_iam_role" "main" {
  name = "renewal"

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
  for_each = toset(["one", "two"])

  # Nothing runs it, so that any file will do.
  filename      = "${path.module}/support.tf"
  function_name = "renewal-${each.key}"
  role          = aws_iam_role.main.arn
  handler       = "renewal.handle"
  runtime       = "python3.13"
}

resource "aws_lambda_permission" "main" {
  for_each = aws_lambda_function.main

  function_name = each.value.function_name
  action        = "lambda:InvokeFunction"
  principal     = "secretsmanager.amazonaws.com"
}

resource "aws_secretsmanager_secret" "main" {
  for_each = toset(["one", "two"])

  name                    = "renewed-${each.key}"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "main" {
  for_each = aws_secretsmanager_secret.main

  secret_id     = each.value.id
  secret_string = "first"
}
