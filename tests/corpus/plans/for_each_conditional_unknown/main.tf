resource "terraform_data" "x" {}
resource "terraform_data" "y" {
  for_each = terraform_data.x.id == "a" ? { a = 1 } : {}
}
