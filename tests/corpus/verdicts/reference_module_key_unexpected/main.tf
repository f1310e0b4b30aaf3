module "m" { source = "./m" }
output "a" { value = module.m[0].there }
