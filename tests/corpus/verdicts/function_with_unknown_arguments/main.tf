variable "a" {}
variable "n" { type = number }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
output "a" { value = [upper(var.a), length(var.a), cidrsubnet(aws_vpc.main.cidr_block, 8, var.n), jsondecode(var.a).x.y, element(var.a, 1)] }
