resource "aws_vpc" "many" {
  count      = 1
  for_each   = toset(["a"])
  cidr_block = "10.0.0.0/16"
}
