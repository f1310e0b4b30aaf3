resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "rules"
  }
}

resource "aws_security_group" "main" {
  for_each = toset(["one", "two"])

  name        = each.key
  description = "Group ${each.key}"
  vpc_id      = aws_vpc.main.id
}
