resource "aws_cloudfront_function" "subject" {
  name    = "case-function"
  comment = "lets through"
  runtime = "cloudfront-js-1.0"
  code    = "function handler(event) { return event.request; }"
}

output "import_id" {
  value = aws_cloudfront_function.subject.id
}
