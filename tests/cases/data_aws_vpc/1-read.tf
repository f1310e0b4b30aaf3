data "aws_vpc" "by_id" {
  id = aws_vpc.other.id
}

data "aws_vpc" "by_tag" {
  tags = {
    Name = aws_vpc.main.tags["Name"]
  }
}

data "aws_vpc" "default" {
  default = true
}

output "by_id" {
  value = data.aws_vpc.by_id
}

output "by_tag" {
  value = data.aws_vpc.by_tag.cidr_block
}

output "default" {
  value = data.aws_vpc.default.cidr_block
}
