resource "aws_acm_certificate" "subject" {
  domain_name               = "other.example.test"
  subject_alternative_names = ["*.other.example.test", "www.example.test"]
  validation_method         = "DNS"
  key_algorithm             = "EC_prime256v1"

  lifecycle {
    create_before_destroy = true
  }
}

output "import_id" {
  value = aws_acm_certificate.subject.arn
}
