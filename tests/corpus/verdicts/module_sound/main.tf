variable "zones" { type = list(string) }
module "m" {
  source   = "./m"
  for_each = { a = 1, b = 2 }
  size     = each.value
  shape    = { width = 1 }
  zones    = var.zones
}
output "ids" { value = [for k, m in module.m : "${k}-${m.id}"] }
output "one" { value = module.m["a"].id }
