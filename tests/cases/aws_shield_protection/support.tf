resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "ap-northeast-2${each.key}"
}

resource "aws_lb" "main" {
  for_each = toset(["one", "two"])

  name     = "case-shield-${each.key}"
  internal = true
  subnets  = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
}
