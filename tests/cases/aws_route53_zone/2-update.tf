resource "aws_route53_zone" "subject" {
  name    = "zone.example.test"
  comment = "Ours"

  tags = {
    Name = "zone"
  }
}

output "import_id" {
  value = aws_route53_zone.subject.zone_id
}
