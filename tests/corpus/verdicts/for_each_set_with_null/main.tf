resource "aws_vpc" "many" {
  for_each   = toset(["a", null])
  cidr_block = "10.0.0.0/16"
}
