variable "name" {}
resource "terraform_data" "r" { input = var.name }
output "name" { value = upper(terraform_data.r.input) }
output "id" { value = terraform_data.r.id }
