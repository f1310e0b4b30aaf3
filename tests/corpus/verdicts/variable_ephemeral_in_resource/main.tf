variable "a" {
  type      = string
  ephemeral = true
}
resource "aws_vpc" "v" { cidr_block = var.a }
