resource "aws_security_group_rule" "subject" {
  security_group_id = aws_security_group.main["two"].id
  type              = "ingress"
  protocol          = "all"
  from_port         = 0
  to_port           = 0
  self              = true
  description       = "among themselves"
}

output "import_id" {
  value = "${aws_security_group.main["two"].id}_ingress_all_0_0_self"
}
