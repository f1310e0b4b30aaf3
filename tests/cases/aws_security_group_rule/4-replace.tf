resource "aws_security_group_rule" "subject" {
  security_group_id = aws_security_group.main["two"].id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 0
  to_port           = 65535
  self              = true
  description       = "among themselves"
}

output "import_id" {
  value = "${aws_security_group.main["two"].id}_ingress_tcp_0_65535_self"
}
