variable "parts" { type = list(string) }

locals {
  joined = join("-", var.parts)
}

output "joined" {
  value = local.joined
}
