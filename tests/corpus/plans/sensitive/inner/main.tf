variable "password" {
  type = string
}

variable "plain" {
  type      = string
  sensitive = true
}

resource "terraform_data" "this" {
  input = { p = var.password, plain = var.plain }
}

output "secret" {
  value     = terraform_data.this.output
  sensitive = true
}

output "open" {
  value = "open"
}

output "marked" {
  value     = { a = var.password, b = "b" }
  sensitive = true
}
