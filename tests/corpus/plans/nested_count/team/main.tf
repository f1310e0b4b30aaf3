variable "name" { type = string }
variable "members" { type = number }

resource "aws_vpc" "office" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = var.name }
}

module "desk" {
  source = "./desk"
  count  = var.members
  label  = "${var.name}-${count.index}"
  vpc_id = aws_vpc.office.id
  cidr   = cidrsubnet(aws_vpc.office.cidr_block, 8, count.index)
}

output "desks" {
  value = module.desk[*].id
}

output "name" {
  value = var.name
}
