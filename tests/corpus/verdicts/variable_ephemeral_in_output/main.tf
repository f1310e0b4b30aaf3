variable "a" {
  type      = string
  ephemeral = true
}
output "x" { value = var.a }
