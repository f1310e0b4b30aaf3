# Modules in modules, each repeated by `for_each`, with objects as values.

locals {
  regions = {
    seoul = { cidr = "10.1.0.0/16", zones = { a = 0, b = 1 } }
    tokyo = { cidr = "10.2.0.0/16", zones = { a = 0 } }
    empty = { cidr = "10.3.0.0/16", zones = {} }
  }
}

module "region" {
  source   = "./region"
  for_each = local.regions
  name     = each.key
  settings = each.value
}

output "subnets" {
  value = { for name, region in module.region : name => region.subnets }
}

output "arns" {
  value = merge([for region in module.region : region.arns]...)
}

output "count" {
  value = sum([for region in module.region : length(region.subnets)])
}
