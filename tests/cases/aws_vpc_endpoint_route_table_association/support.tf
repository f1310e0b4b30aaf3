resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "endpoint routes"
  }
}

resource "aws_route_table" "private" {
  for_each = toset(["a", "c"])

  vpc_id = aws_vpc.main.id

  tags = {
    Name = each.key
  }
}

resource "aws_vpc_endpoint" "storage" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.ap-northeast-2.s3"
}
