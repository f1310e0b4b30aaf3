variable "label" {}
variable "vpc_id" {}
variable "cidr" {}

resource "aws_subnet" "this" {
  vpc_id     = var.vpc_id
  cidr_block = var.cidr
  tags       = { Name = var.label }
}

output "id" {
  value = aws_subnet.this.id
}
