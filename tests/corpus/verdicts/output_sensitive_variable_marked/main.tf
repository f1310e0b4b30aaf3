variable "secret" {
  type      = string
  sensitive = true
}
output "x" {
  value     = "p-${var.secret}"
  sensitive = true
}
output "y" { value = nonsensitive(length(var.secret)) }
