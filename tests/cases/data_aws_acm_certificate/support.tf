resource "aws_acm_certificate" "main" {
  domain_name       = "case-read.example.test"
  validation_method = "DNS"

  tags = {
    Name = "case-read"
  }
}

resource "aws_acm_certificate_validation" "main" {
  certificate_arn = aws_acm_certificate.main.arn
}
