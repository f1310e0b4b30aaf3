resource "aws_vpc_security_group_ingress_rule" "subject" {
  security_group_id            = aws_security_group.main["one"].id
  description                  = "by group"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.main["two"].id
}

output "import_id" {
  value = aws_vpc_security_group_ingress_rule.subject.id
}
