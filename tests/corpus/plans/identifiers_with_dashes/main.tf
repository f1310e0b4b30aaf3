variable "a-b" { default = 1 }
locals { c-d = var.a-b - 1 }
resource "terraform_data" "e-f" { input = local.c-d }
output "g-h" { value = terraform_data.e-f.input }
