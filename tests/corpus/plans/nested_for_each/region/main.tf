variable "name" { type = string }

variable "settings" {
  type = object({
    cidr  = string
    zones = map(number)
  })
}

resource "aws_vpc" "this" {
  cidr_block = var.settings.cidr
  tags       = { Name = var.name }
}

module "zone" {
  source   = "../zone"
  for_each = var.settings.zones
  vpc      = aws_vpc.this
  index    = each.value
  name     = "${var.name}-${each.key}"
}

output "subnets" {
  value = { for key, zone in module.zone : key => zone.subnet.id }
}

output "arns" {
  value = { for key, zone in module.zone : "${var.name}/${key}" => zone.subnet.arn }
}
