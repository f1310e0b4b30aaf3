variable "s" { type = set(string) }
output "a" { value = var.s[0] }
