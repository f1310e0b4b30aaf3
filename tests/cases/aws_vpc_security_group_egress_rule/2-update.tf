resource "aws_vpc_security_group_egress_rule" "subject" {
  security_group_id = aws_security_group.main["one"].id
  description       = "more of it"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 81
  cidr_ipv4         = "10.0.0.0/9"

  tags = {
    Name = "rule"
  }
}

output "import_id" {
  value = aws_vpc_security_group_egress_rule.subject.id
}
