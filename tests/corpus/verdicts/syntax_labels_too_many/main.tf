resource "aws_vpc" "a" "b" {
  cidr_block = "10.0.0.0/16"
}
variable "x" "y" {}
output {
  value = 1
}
