module "m" { source = "./m" }
output "o" { value = module.m }
output "k" { value = keys(module.m) }
output "s" { value = module.m["a"] }
