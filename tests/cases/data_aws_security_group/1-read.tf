data "aws_security_group" "by_id" {
  id = aws_security_group.main.id
}

data "aws_security_group" "by_name" {
  vpc_id = aws_vpc.main.id
  name   = aws_security_group.main.name
}

data "aws_security_group" "by_filter" {
  filter {
    name   = "vpc-id"
    values = [aws_security_group.main.vpc_id]
  }

  filter {
    name   = "group-name"
    values = ["default"]
  }
}

output "by_id" {
  value = data.aws_security_group.by_id
}

output "by_name" {
  value = data.aws_security_group.by_name
}

output "by_filter" {
  value = data.aws_security_group.by_filter.description
}
