variable "n" {
  type    = number
  default = null
}

resource "terraform_data" "t" {
  count = var.n
}
