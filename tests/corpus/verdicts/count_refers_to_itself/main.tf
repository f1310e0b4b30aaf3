resource "aws_vpc" "many" {
  count      = length(aws_vpc.many)
  cidr_block = "10.0.0.0/16"
}
