variable "settings" { type = object({ name = string, port = number }) }
output "a" { value = var.settings.prot }
