variable "vpc" {}
variable "index" { type = number }
variable "name" { type = string }

resource "aws_subnet" "this" {
  vpc_id     = var.vpc.id
  cidr_block = cidrsubnet(var.vpc.cidr_block, 8, var.index)
  tags       = merge({ Name = var.name }, { Vpc = var.vpc.tags.Name })
}

output "subnet" {
  value = aws_subnet.this
}
