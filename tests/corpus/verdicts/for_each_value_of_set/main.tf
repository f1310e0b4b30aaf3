resource "aws_vpc" "a" {
  for_each   = toset(["10.0.0.0/16"])
  cidr_block = each.value
}
