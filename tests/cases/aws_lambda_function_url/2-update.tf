resource "aws_lambda_function_url" "subject" {
  function_name      = aws_lambda_function.main.function_name
  authorization_type = "AWS_IAM"
  invoke_mode        = "RESPONSE_STREAM"

  cors {
    allow_credentials = true
    allow_origins     = ["https://shop.example.com", "https://www.example.com"]
    allow_methods     = ["GET", "POST"]
  }
}

output "import_id" {
  value = aws_lambda_function_url.subject.id
}
