resource "terraform_data" "x" {}
resource "terraform_data" "y" {
  for_each = "p-${terraform_data.x.id}" == "q" ? { a = 1 } : { b = 2 }
}
