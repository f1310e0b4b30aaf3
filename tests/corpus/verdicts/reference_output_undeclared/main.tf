module "m" { source = "./m" }
output "a" { value = module.m.gone }
output "b" { value = module.m.there }
