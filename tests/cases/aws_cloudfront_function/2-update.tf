resource "aws_cloudfront_function" "subject" {
  name    = "case-function"
  comment = "says no"
  runtime = "cloudfront-js-2.0"
  code    = "function handler(event) { return { statusCode: 404 }; }"
}

output "import_id" {
  value = aws_cloudfront_function.subject.id
}
