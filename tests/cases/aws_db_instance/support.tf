resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "db-instance"
  }
}

resource "aws_subnet" "main" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24", c = "10.0.3.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "ap-northeast-2${each.key}"

  tags = {
    Name = "db-instance-${each.key}"
  }
}

resource "aws_db_subnet_group" "main" {
  name       = "instance-subnets"
  subnet_ids = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_security_group" "main" {
  name   = "instance-database"
  vpc_id = aws_vpc.main.id
}

resource "aws_db_parameter_group" "main" {
  name   = "instance-parameters"
  family = "mysql8.0"
}
