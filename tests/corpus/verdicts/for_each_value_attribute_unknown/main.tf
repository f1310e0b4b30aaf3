resource "aws_vpc" "a" {
  for_each   = { a = { cidr = "10.0.0.0/16" } }
  cidr_block = each.value.cird
}
