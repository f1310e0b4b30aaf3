resource "terraform_data" "x" { count = 2 }
resource "terraform_data" "y" { for_each = toset(terraform_data.x[*].id) }
