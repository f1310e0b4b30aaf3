resource "aws_route53_record" "subject" {
  zone_id = aws_route53_zone.main["one"].zone_id
  name    = "www"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.2", "192.0.2.1"]
}

output "import_id" {
  value = aws_route53_record.subject.id
}
