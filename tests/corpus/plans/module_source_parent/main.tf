module "a" { source = "./x/a" }
output "o" { value = module.a.o }
