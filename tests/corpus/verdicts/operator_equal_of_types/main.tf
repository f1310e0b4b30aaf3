variable "a" { type = list(string) }
output "a" { value = var.a == [] }
output "b" { value = var.a == null }
