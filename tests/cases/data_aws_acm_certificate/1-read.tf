data "aws_acm_certificate" "subject" {
  domain      = aws_acm_certificate.main.domain_name
  statuses    = ["ISSUED"]
  types       = ["AMAZON_ISSUED"]
  most_recent = true

  tags = {
    Name = "case-read"
  }

  depends_on = [aws_acm_certificate_validation.main]
}

output "arn" {
  value = data.aws_acm_certificate.subject.arn == aws_acm_certificate.main.arn
}

output "status" {
  value = data.aws_acm_certificate.subject.status
}
