resource "terraform_data" "d" {
  for_each = toset([for i in range(3) : tostring(i)])
  input    = each.value
}
