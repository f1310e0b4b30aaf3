variable "vpc" { type = object({ id = string, enable_dns_hostnames = optional(bool) }) }
variable "key" { type = string }

output "id" { value = var.vpc.id }
output "name" { value = "${var.key}!" }
output "dns" { value = contains(["a", "one"], var.key) }
