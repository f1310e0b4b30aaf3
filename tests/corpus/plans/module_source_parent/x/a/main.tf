module "b" { source = "../b" }
output "o" { value = [module.b.o, path.module] }
