resource "aws_network_acl_rule" "subject" {
  network_acl_id = aws_network_acl.main.id
  rule_number    = 200
  protocol       = "icmp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  icmp_type      = 8
  icmp_code      = 0
}

output "import_id" {
  value = "${aws_network_acl.main.id}:200:icmp:false"
}
