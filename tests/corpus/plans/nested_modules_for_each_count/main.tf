module "a" {
  source   = "./a"
  for_each = { x = 1, y = 2 }
  n        = each.value
  name     = each.key
}
output "all" { value = module.a }
output "one" { value = module.a["x"].ids[0] }
output "flat" { value = flatten([for k, m in module.a : [for b in m.bs : b.name]]) }
