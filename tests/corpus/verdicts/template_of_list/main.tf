variable "l" { type = list(string) }
output "a" { value = "x ${var.l}" }
