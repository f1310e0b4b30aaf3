variable "name" {}
variable "account" {}

resource "terraform_data" "user" {
  input = { name = var.name, shell = var.account.shell }
}

resource "terraform_data" "password" {
  input            = var.account.password
  triggers_replace = { name = var.name, shell = var.account.shell }
}

output "token" {
  value     = "${var.name}:${var.account.password}"
  sensitive = true
}
