resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "main" {
  for_each = toset(["one", "two"])

  vpc_id = aws_vpc.main.id

  tags = {
    Name = each.key
  }
}
