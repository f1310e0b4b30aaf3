resource "aws_route53_zone" "subject" {
  name          = "private.example.test"
  comment       = ""
  force_destroy = true

  vpc {
    vpc_id = aws_vpc.other.id
  }
}

output "import_id" {
  value = aws_route53_zone.subject.zone_id
}
