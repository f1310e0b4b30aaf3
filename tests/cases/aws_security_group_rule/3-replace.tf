resource "aws_security_group_rule" "subject" {
  security_group_id        = aws_security_group.main["one"].id
  type                     = "egress"
  protocol                 = "tcp"
  from_port                = 8443
  to_port                  = 8444
  source_security_group_id = aws_security_group.main["two"].id
}

output "import_id" {
  value = "${aws_security_group.main["one"].id}_egress_tcp_8443_8444_${aws_security_group.main["two"].id}"
}
