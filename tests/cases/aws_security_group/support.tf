resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "groups"
  }
}

resource "aws_security_group" "other" {
  name        = "other"
  description = "Somebody to talk to"
  vpc_id      = aws_vpc.main.id
}
