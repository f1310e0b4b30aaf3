resource "terraform_data" "d" {
  for_each = { "" = 1 }
  input    = each.value
}
