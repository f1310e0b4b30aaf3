variable "l" { type = list(string) }
output "a" { value = length(var.l) > 0 ? var.l[0] : null }
locals { e = [] }
output "b" { value = length(local.e) > 0 ? local.e[0] : null }
