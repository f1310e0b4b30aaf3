variable "name" {}

resource "terraform_data" "this" {
  input = var.name
}

output "id" { value = terraform_data.this.id }
output "name" { value = var.name }
output "all" { value = terraform_data.this[*] }
