resource "aws_vpc" "a" {
  for_each   = toset([for v in aws_vpc.b : v.id])
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "b" {
  for_each   = toset(keys(aws_vpc.a))
  cidr_block = "10.0.0.0/16"
}
