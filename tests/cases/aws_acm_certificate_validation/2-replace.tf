resource "aws_acm_certificate_validation" "subject" {
  certificate_arn         = aws_acm_certificate.main["two"].arn
  validation_record_fqdns = [aws_route53_record.validation["two"].fqdn]

  timeouts {
    create = "5m"
  }
}
