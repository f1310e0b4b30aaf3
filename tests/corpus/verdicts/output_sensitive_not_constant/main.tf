variable "s" { default = true }
output "x" {
  value     = 1
  sensitive = var.s
}
