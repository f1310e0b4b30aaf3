resource "aws_acm_certificate" "subject" {
  domain_name       = "certificate.example.test"
  validation_method = "DNS"
}

output "import_id" {
  value = aws_acm_certificate.subject.arn
}

output "validation" {
  value = [for option in aws_acm_certificate.subject.domain_validation_options : option.domain_name]
}
