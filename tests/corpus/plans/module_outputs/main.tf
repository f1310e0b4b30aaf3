# Outputs of modules handed on through three levels; whole modules as values; `depends_on` of a module.

module "top" {
  source = "./level"
  depth  = 2
  inner  = { name = "top", extra = [1, 2] }
}

module "after" {
  source     = "./leaf"
  name       = "after-${module.top.path}"
  depends_on = [module.top]
}

output "top" { value = module.top }
output "path" { value = module.top.path }
output "leafs" { value = [module.top.leaf.id, module.after.id] }
output "names" { value = [module.top.leaf.name, module.after.name] }
