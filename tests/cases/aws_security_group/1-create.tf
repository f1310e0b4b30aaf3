resource "aws_security_group" "subject" {
  name   = "subject"
  vpc_id = aws_vpc.main.id

  ingress {
    description = "web"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

output "import_id" {
  value = aws_security_group.subject.id
}
