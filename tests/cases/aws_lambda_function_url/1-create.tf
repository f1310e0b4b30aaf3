resource "aws_lambda_function_url" "subject" {
  function_name      = aws_lambda_function.main.function_name
  authorization_type = "AWS_IAM"

  cors {
    allow_origins = ["https://shop.example.com"]
    allow_methods = ["GET"]
    max_age       = 60
  }
}

output "import_id" {
  value = aws_lambda_function_url.subject.id
}
