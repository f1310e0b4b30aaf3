variable "l" { type = list(object({ id = string })) }
output "a" { value = var.l[*].idd }
