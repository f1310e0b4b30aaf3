variable "plain" {
  type = string
}

resource "terraform_data" "this" {
  input = var.plain
}

output "known" {
  value     = "known ${var.plain}"
  sensitive = true
}

output "unknown" {
  value     = terraform_data.this.id
  sensitive = true
}

output "open" {
  value = var.plain
}
