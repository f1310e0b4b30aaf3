variable "t" { type = string }
output "a" { value = [for x in var.t : x] }
