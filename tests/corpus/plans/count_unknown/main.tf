resource "terraform_data" "x" {}
resource "terraform_data" "y" { count = length(terraform_data.x.id) }
