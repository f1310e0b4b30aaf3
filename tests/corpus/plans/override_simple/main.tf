variable "a" {
  type    = string
  default = "x"
}
resource "terraform_data" "x" {
  input            = "base"
  triggers_replace = 1
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input]
  }
}
output "o" {
  value       = var.a
  description = "d"
}
locals {
  l = 1
  m = 2
}
output "l" { value = [local.l, local.m] }
