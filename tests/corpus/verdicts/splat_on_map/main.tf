variable "m" { type = map(object({ id = string })) }
output "a" { value = var.m[*].id }
