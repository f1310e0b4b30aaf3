resource "terraform_data" "x" { count = 2 }
resource "terraform_data" "y" { count = length(terraform_data.x[*].id) }
output "ids" { value = terraform_data.y[*].id }
