resource "aws_vpc" "main" {
  count      = 1.5
  cidr_block = "10.0.0.0/16"
}
