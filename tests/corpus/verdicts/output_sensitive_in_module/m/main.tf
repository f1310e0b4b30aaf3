variable "secret" {
  default   = "s"
  sensitive = true
}
output "x" { value = var.secret }
