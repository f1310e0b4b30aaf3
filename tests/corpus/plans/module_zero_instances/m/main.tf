resource "terraform_data" "x" {}
output "o" { value = terraform_data.x.id }
