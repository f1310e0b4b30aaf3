variable "s" {
  default   = { a = 1 }
  sensitive = true
}
resource "terraform_data" "x" {
  for_each = var.s
  input    = each.value
}
