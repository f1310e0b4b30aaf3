variable "cidrs" {
  type = map(string)
}

module "one" {
  source   = "./one"
  for_each = var.cidrs
  cidr     = each.value
}

output "all" {
  value = { for key, one in module.one : key => { vpc = one.id, subnets = one.subnets } }
}
