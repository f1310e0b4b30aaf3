resource "aws_vpc_security_group_ingress_rule" "subject" {
  security_group_id = aws_security_group.main["two"].id
  ip_protocol       = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_ipv6         = "2001:db8::/32"
}

output "import_id" {
  value = aws_vpc_security_group_ingress_rule.subject.id
}
