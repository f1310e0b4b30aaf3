variable "x" { default = 1 }
locals { y = 1 }
resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  depends_on = [var.x, local.y]
}
