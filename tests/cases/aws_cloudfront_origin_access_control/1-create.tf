resource "aws_cloudfront_origin_access_control" "subject" {
  name                              = "case-oac"
  description                       = "of a case"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

output "import_id" {
  value = aws_cloudfront_origin_access_control.subject.id
}
