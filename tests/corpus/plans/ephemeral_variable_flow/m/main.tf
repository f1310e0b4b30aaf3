variable "e" { ephemeral = true }
output "o" {
  value     = var.e
  ephemeral = true
}
