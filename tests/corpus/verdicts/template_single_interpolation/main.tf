variable "l" { type = list(string) }
output "a" { value = "${var.l}" }
