variable "user" {}

locals {
  greeting = templatefile("${path.module}/greeting.tftpl", { user = var.user, list = ["x", "y"] })
}

module "deep" {
  source = "./deep"
}

resource "terraform_data" "greeting" {
  input = local.greeting
}

output "paths" { value = { module = path.module, root = path.root, deep = module.deep.path } }
output "greeting" { value = local.greeting }
output "file" { value = file("${path.module}/plain.txt") }
output "sum" { value = filemd5("${path.module}/plain.txt") }
output "set" { value = fileset(path.module, "*.t*") }
