output "a" { value = true ? [1] : "x" }
output "b" { value = var.c ? { a = 1 } : { b = 2 } }
variable "c" { type = bool }
