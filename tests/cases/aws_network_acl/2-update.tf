resource "aws_network_acl" "subject" {
  vpc_id     = aws_vpc.main["one"].id
  subnet_ids = [aws_subnet.main["b"].id]

  ingress {
    rule_no    = 100
    protocol   = "6"
    action     = "deny"
    cidr_block = "10.0.0.0/9"
    from_port  = 22
    to_port    = 25
  }

  ingress {
    rule_no         = 300
    protocol        = "udp"
    action          = "allow"
    ipv6_cidr_block = "::/0"
    from_port       = 53
    to_port         = 53
  }

  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }

  egress {
    rule_no         = 101
    protocol        = "-1"
    action          = "allow"
    ipv6_cidr_block = "::/0"
    from_port       = 0
    to_port         = 0
  }

  tags = {
    Name  = "acl"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_network_acl.subject.id
}
