resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true

  tags = {
    Name = "endpoints"
  }
}

resource "aws_subnet" "private" {
  for_each = { a = "10.0.1.0/24", c = "10.0.3.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "ap-northeast-2${each.key}"
}

resource "aws_security_group" "https" {
  for_each = toset(["first", "second"])

  name   = "endpoints-${each.key}"
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "private" {
  for_each = toset(["a", "c"])

  vpc_id = aws_vpc.main.id

  tags = {
    Name = each.key
  }
}

resource "aws_vpc_endpoint" "storage" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.ap-northeast-2.s3"
  route_table_ids = [aws_route_table.private["a"].id]

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["s3:GetObject", "s3:PutObject"]
      Resource  = "*"
    }]
  })
}
