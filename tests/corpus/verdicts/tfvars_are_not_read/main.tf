variable "n" { type = number }
output "a" { value = var.n }
