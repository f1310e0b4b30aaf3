resource "aws_network_acl_rule" "subject" {
  network_acl_id = aws_network_acl.main.id
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 80
  to_port        = 81
}

output "import_id" {
  value = "${aws_network_acl.main.id}:100:tcp:false"
}
