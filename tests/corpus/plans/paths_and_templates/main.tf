# `path.module`, `path.root` and template files in modules.

module "a" {
  source = "./modules/a"
  user   = "ann"
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

module "b" {
  source = "./modules/a"
  user   = aws_vpc.v.id
}

output "root" { value = [path.root, path.module, terraform.workspace] }
output "a" { value = module.a }
output "b" { value = module.b }
output "root_file" { value = templatefile("${path.module}/modules/a/greeting.tftpl", { user = "root", list = [1, 2] }) }
