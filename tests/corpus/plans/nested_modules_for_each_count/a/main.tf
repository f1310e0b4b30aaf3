variable "n" { type = number }
variable "name" {}
module "b" {
  source = "./b"
  count  = var.n
  name   = "${var.name}-${count.index}"
}
resource "terraform_data" "r" {
  count = var.n
  input = module.b[count.index].name
}
output "ids" { value = terraform_data.r[*].id }
output "bs" { value = module.b }
