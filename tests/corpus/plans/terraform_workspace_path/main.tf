module "m" { source = "./mods/a" }
output "w" { value = terraform.workspace }
output "p" { value = [path.module, path.root, module.m.p] }
