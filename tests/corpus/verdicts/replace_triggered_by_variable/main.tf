variable "x" { default = 1 }
resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    replace_triggered_by = [var.x]
  }
}
