variable "a" {}
variable "b" {}
variable "c" { type = number }
variable "d" { type = map(string) }
output "o" { value = [var.a, var.b, var.c, var.d] }
