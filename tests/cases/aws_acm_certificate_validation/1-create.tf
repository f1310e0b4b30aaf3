resource "aws_acm_certificate_validation" "subject" {
  certificate_arn = aws_acm_certificate.main["one"].arn
}
