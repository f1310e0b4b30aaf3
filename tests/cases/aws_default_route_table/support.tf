resource "aws_vpc" "main" {
  for_each = { one = "10.0.0.0/16", two = "10.1.0.0/16" }

  cidr_block = each.value

  tags = {
    Name = each.key
  }
}

resource "aws_internet_gateway" "main" {
  for_each = aws_vpc.main

  vpc_id = each.value.id

  tags = {
    Name = each.key
  }
}
