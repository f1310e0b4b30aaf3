resource "aws_security_group_rule" "subject" {
  security_group_id = aws_security_group.main["one"].id
  type              = "ingress"
  protocol          = "TCP"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["192.168.0.0/16", "10.0.0.0/8"]
  ipv6_cidr_blocks  = ["2001:db8::/32"]
  description       = "https"
}

output "import_id" {
  value = "${aws_security_group.main["one"].id}_ingress_tcp_443_443_192.168.0.0/16_10.0.0.0/8_2001:db8::/32"
}
