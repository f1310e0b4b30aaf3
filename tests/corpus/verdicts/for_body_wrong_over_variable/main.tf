variable "l" { type = list(string) }
output "a" { value = [for x in var.l : x.name] }
