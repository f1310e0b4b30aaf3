resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "interfaces"
  }
}

resource "aws_subnet" "main" {
  for_each = { a = "10.0.1.0/24", c = "10.0.3.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "ap-northeast-2${each.key}"
}

resource "aws_security_group" "main" {
  for_each = toset(["first", "second"])

  name   = "interfaces-${each.key}"
  vpc_id = aws_vpc.main.id
}
