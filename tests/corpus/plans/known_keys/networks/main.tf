variable "names" { type = set(string) }

resource "aws_vpc" "this" {
  for_each   = var.names
  cidr_block = "10.0.0.0/16"
  tags       = { Name = each.value }
}

resource "aws_subnet" "this" {
  for_each   = aws_vpc.this
  vpc_id     = each.value.id
  cidr_block = each.value.cidr_block
}

output "ids" {
  value = { for k, v in aws_vpc.this : k => v.id }
}

output "subnets" {
  value = { for k, s in aws_subnet.this : k => s.id }
}
