variable "c" { type = bool }
output "a" { value = var.c ? 1 : "x" }
