resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "ap-northeast-2a"
}

resource "aws_network_acl" "main" {
  for_each = toset(["one", "two"])

  vpc_id = aws_vpc.main.id

  tags = {
    Name = each.key
  }
}
