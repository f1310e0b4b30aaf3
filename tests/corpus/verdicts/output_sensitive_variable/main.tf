variable "secret" {
  type      = string
  sensitive = true
}
output "x" { value = "p-${var.secret}" }
