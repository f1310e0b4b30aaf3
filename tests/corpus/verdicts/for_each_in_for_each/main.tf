resource "aws_vpc" "a" {
  for_each   = toset([each.key])
  cidr_block = "10.0.0.0/16"
}
