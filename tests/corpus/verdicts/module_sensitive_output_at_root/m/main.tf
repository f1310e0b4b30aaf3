variable "secret" {
  default   = "s"
  sensitive = true
}
output "secret" {
  value     = var.secret
  sensitive = true
}
