variable "größe" { default = 1 }
resource "terraform_data" "ñ" { input = var.größe }
output "日本" { value = terraform_data.ñ.input }
