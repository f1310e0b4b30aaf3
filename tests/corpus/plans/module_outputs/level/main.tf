variable "depth" { type = number }
variable "inner" { type = any }

module "leaf" {
  source = "../leaf"
  name   = "${var.inner.name}-${var.depth}"
}

resource "terraform_data" "depth" {
  count = var.depth
  input = [count.index, var.inner.extra]
}

output "leaf" { value = module.leaf }
output "path" { value = join("/", [for d in terraform_data.depth : d.input[0]]) }
output "extra" { value = var.inner.extra }
output "data" { value = terraform_data.depth }
