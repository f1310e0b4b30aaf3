variable "cidr" {
  type = string
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}

resource "aws_subnet" "this" {
  for_each   = { for i in range(2) : format("%02d", i) => cidrsubnet(var.cidr, 4, i) }
  vpc_id     = aws_vpc.this.id
  cidr_block = each.value
}

output "id" {
  value = aws_vpc.this.id
}

output "subnets" {
  value = [for key in sort(keys(aws_subnet.this)) : aws_subnet.this[key].id]
}
