resource "aws_route53_health_check" "child" {
  for_each = toset(["one", "two"])

  type             = "TCP"
  ip_address       = "192.0.2.${each.key == "one" ? 1 : 2}"
  port             = 22
  request_interval = 30

  tags = {
    Name = "case-child-${each.key}"
  }
}
