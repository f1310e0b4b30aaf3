import {
  for_each = { a = "1", b = "2" }
  to       = terraform_data.x[each.key]
  id       = each.value
}
resource "terraform_data" "x" { for_each = toset(["a", "b"]) }
