resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "templates"
  }
}

resource "aws_security_group" "main" {
  name   = "templates"
  vpc_id = aws_vpc.main.id
}
