resource "aws_network_acl" "subject" {
  vpc_id = aws_vpc.main["two"].id

  egress = []

  ingress {
    rule_no    = 100
    protocol   = "all"
    action     = "deny"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

output "import_id" {
  value = aws_network_acl.subject.id
}
