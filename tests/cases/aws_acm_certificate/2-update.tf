resource "aws_acm_certificate" "subject" {
  domain_name       = "certificate.example.test"
  validation_method = "DNS"

  options {
    certificate_transparency_logging_preference = "DISABLED"
  }

  tags = {
    Name = "certificate"
  }
}

output "import_id" {
  value = aws_acm_certificate.subject.arn
}
