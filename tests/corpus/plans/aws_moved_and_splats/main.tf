module "net" {
  source = "./net"
  cidrs  = { a = "10.1.0.0/16", b = "10.2.0.0/16" }
}

locals {
  flat = flatten([for key, net in module.net.all : [for i, subnet in net.subnets : { key = "${key}${i}", id = subnet }]])
}

resource "aws_eip" "each" {
  for_each = { for item in local.flat : item.key => item }
  domain   = "vpc"
  tags     = { Name = each.key }
}

resource "aws_nat_gateway" "each" {
  for_each      = aws_eip.each
  allocation_id = each.value.id
  subnet_id     = { for item in local.flat : item.key => item.id }[each.key]
  depends_on    = [module.net]
}

output "first" {
  value = module.net.all["a"].subnets[0]
}

output "count" {
  value = length(local.flat)
}
