resource "aws_vpc_security_group_ingress_rule" "subject" {
  security_group_id = aws_security_group.main["one"].id
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "10.0.0.0/8"
}

output "import_id" {
  value = aws_vpc_security_group_ingress_rule.subject.id
}
