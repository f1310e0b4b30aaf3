variable "l" { type = list(object({ id = string })) }
output "a" { value = var.l[*].id }
output "b" { value = var.l.*.id }
