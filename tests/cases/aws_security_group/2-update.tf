resource "aws_security_group" "subject" {
  name   = "subject"
  vpc_id = aws_vpc.main.id

  ingress {
    description = "web, from fewer"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8"]
  }

  ingress {
    description     = "from the other group"
    protocol        = "tcp"
    from_port       = 8000
    to_port         = 8100
    security_groups = [aws_security_group.other.id]
  }

  ingress {
    description = "among ourselves"
    protocol    = "udp"
    from_port   = 53
    to_port     = 53
    self        = true
  }

  ingress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    ipv6_cidr_blocks = ["::/0"]
  }

  tags = {
    Name = "subject"
  }
}

output "import_id" {
  value = aws_security_group.subject.id
}
