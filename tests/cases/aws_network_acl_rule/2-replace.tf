resource "aws_network_acl_rule" "subject" {
  network_acl_id  = aws_network_acl.main.id
  rule_number     = 100
  egress          = true
  protocol        = "17"
  rule_action     = "deny"
  ipv6_cidr_block = "2001:db8::/32"
  from_port       = 53
  to_port         = 53
}

output "import_id" {
  value = "${aws_network_acl.main.id}:100:17:true"
}
