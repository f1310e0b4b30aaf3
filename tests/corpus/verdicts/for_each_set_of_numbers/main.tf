resource "aws_vpc" "many" {
  for_each   = toset([1, 2])
  cidr_block = "10.0.0.0/16"
}
