variable "size" { type = number }
variable "zones" { type = set(string) }
variable "shape" { type = object({ width = number, height = optional(number, 2) }) }
resource "aws_vpc" "a" { cidr_block = "10.${var.size}.0.0/16" }
output "id" { value = aws_vpc.a.id }
