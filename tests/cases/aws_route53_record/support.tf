resource "aws_route53_zone" "main" {
  for_each = toset(["one", "two"])

  name = "${each.key}.example.test"
}
