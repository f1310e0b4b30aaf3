resource "aws_route53_zone" "main" {
  name = "validation.example.test"
}

resource "aws_acm_certificate" "main" {
  for_each = toset(["one", "two"])

  domain_name       = "${each.key}.validation.example.test"
  validation_method = "DNS"
}

resource "aws_route53_record" "validation" {
  for_each = aws_acm_certificate.main

  zone_id = aws_route53_zone.main.zone_id
  name    = tolist(each.value.domain_validation_options)[0].resource_record_name
  type    = tolist(each.value.domain_validation_options)[0].resource_record_type
  records = [tolist(each.value.domain_validation_options)[0].resource_record_value]
  ttl     = 60
}
