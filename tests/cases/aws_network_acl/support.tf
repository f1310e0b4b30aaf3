resource "aws_vpc" "main" {
  for_each = { one = "10.0.0.0/16", two = "10.1.0.0/16" }

  cidr_block = each.value

  tags = {
    Name = each.key
  }
}

resource "aws_subnet" "main" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }

  vpc_id            = aws_vpc.main["one"].id
  cidr_block        = each.value
  availability_zone = "ap-northeast-2${each.key}"
}
