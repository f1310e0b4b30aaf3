resource "aws_security_group_rule" "subject" {
  security_group_id        = aws_security_group.main["one"].id
  type                     = "egress"
  protocol                 = "icmp"
  from_port                = 8
  to_port                  = -1
  source_security_group_id = aws_security_group.main["two"].id
}

output "import_id" {
  value = "${aws_security_group.main["one"].id}_egress_icmp_8_-1_${aws_security_group.main["two"].id}"
}
