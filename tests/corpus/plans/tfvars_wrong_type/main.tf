variable "a" { type = list(number) }
output "o" { value = var.a }
