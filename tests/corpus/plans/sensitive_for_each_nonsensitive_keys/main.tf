variable "s" {
  type      = map(string)
  default   = { a = 1 }
  sensitive = true
}
resource "terraform_data" "x" {
  for_each = toset(nonsensitive(keys(var.s)))
  input    = var.s[each.key]
}
