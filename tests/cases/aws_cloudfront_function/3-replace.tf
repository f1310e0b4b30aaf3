resource "aws_cloudfront_function" "subject" {
  name    = "case-function-2"
  comment = "is not ready"
  runtime = "cloudfront-js-2.0"
  code    = "function handler(event) { return event.request; }"
  publish = false
}

output "import_id" {
  value = aws_cloudfront_function.subject.id
}
