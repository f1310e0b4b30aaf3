variable "n" {
  type    = string
  default = null
}

resource "terraform_data" "t" {
  input = "x-${var.n}"
}
