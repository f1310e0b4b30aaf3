resource "aws_route53_record" "subject" {
  zone_id        = aws_route53_zone.main["two"].zone_id
  name           = "*.two.example.test"
  type           = "TXT"
  ttl            = 60
  records        = ["v=spf1 -all", "second \\\"quoted\\\" text"]
  set_identifier = "heavy"

  weighted_routing_policy {
    weight = 10
  }
}

output "import_id" {
  value = aws_route53_record.subject.id
}
