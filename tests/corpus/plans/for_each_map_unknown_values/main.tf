resource "terraform_data" "x" { count = 2 }
resource "terraform_data" "y" {
  for_each = { for i, x in terraform_data.x : "k${i}" => x.id }
  input    = each.value
}
