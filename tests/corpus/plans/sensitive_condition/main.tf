variable "s" {
  default   = true
  sensitive = true
}
resource "terraform_data" "x" {
  count = var.s ? 1 : 0
}
