data "aws_subnet" "by_id" {
  id = aws_subnet.main["a"].id
}

data "aws_subnet" "by_range" {
  vpc_id     = aws_vpc.main.id
  cidr_block = aws_subnet.main["b"].cidr_block
}

data "aws_subnet" "by_tag" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = aws_subnet.main["b"].tags["Name"]
  }
}

data "aws_subnet" "by_filter" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }

  filter {
    name   = "availability-zone"
    values = [aws_subnet.main["a"].availability_zone]
  }
}

output "by_id" {
  value = data.aws_subnet.by_id
}

output "by_range" {
  value = data.aws_subnet.by_range.tags
}

output "by_tag" {
  value = data.aws_subnet.by_tag.cidr_block
}

output "by_filter" {
  value = data.aws_subnet.by_filter
}
