variable "a" {}
variable "n" {}
output "o" { value = [var.a, var.n] }
