variable "k" { default = "y" }
resource "terraform_data" "a" {
  for_each = { x = 1, y = 2 }
  input    = each.value
}
output "a" { value = terraform_data.a[var.k].input }
output "b" { value = lookup(terraform_data.a, "z", null) }
output "c" { value = contains(keys(terraform_data.a), "x") }
