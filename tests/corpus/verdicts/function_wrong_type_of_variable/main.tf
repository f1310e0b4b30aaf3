variable "a" { type = list(string) }
output "a" { value = upper(var.a) }
