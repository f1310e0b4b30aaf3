resource "aws_route53_zone" "main" {
  name    = "lookup.example.test"
  comment = "Looked up"

  tags = {
    Name = "lookup"
  }
}
