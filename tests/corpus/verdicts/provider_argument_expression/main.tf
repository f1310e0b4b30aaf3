variable "p" { default = "aws" }
resource "aws_vpc" "a" {
  provider   = var.p
  cidr_block = "10.0.0.0/16"
}
