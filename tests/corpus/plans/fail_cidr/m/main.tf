variable "cidr" {}

locals {
  subnets = [for i in range(2) : cidrsubnet(var.cidr, 8, i)]
}

output "subnets" { value = local.subnets }
