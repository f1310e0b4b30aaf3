# Validation records by the names of a certificate: keys known, values not.

variable "names" {
  type    = list(string)
  default = ["a.corpus.example.com", "b.corpus.example.com"]
}

resource "aws_route53_zone" "z" {
  name = "corpus.example.com"
}

resource "aws_acm_certificate" "c" {
  domain_name               = "corpus.example.com"
  subject_alternative_names = var.names
  validation_method         = "DNS"
}

resource "aws_route53_record" "validation" {
  for_each = {
    for o in aws_acm_certificate.c.domain_validation_options : o.domain_name => {
      name = o.resource_record_name, record = o.resource_record_value, type = o.resource_record_type
    }
  }
  zone_id         = aws_route53_zone.z.zone_id
  name            = each.value.name
  type            = each.value.type
  records         = [each.value.record]
  ttl             = 60
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "v" {
  certificate_arn         = aws_acm_certificate.c.arn
  validation_record_fqdns = [for r in aws_route53_record.validation : r.fqdn]
}

resource "aws_route53_record" "alias" {
  count   = length(var.names)
  zone_id = aws_route53_zone.z.id
  name    = var.names[count.index]
  type    = "CNAME"
  ttl     = 300
  records = [aws_acm_certificate_validation.v.certificate_arn]
}

output "options" { value = aws_acm_certificate.c.domain_validation_options }
output "fqdns" { value = aws_route53_record.alias[*].fqdn }
output "servers" { value = aws_route53_zone.z.name_servers }
