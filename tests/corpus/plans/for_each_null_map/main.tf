variable "m" {
  type    = map(string)
  default = null
}
resource "terraform_data" "d" { for_each = var.m }
