variable "on" { type = bool }
resource "aws_vpc" "main" {
  count      = var.on
  cidr_block = "10.0.0.0/16"
}
