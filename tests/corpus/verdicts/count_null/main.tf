resource "aws_vpc" "main" {
  count      = null
  cidr_block = "10.0.0.0/16"
}
