# The `id` of a resource of the AWS provider may still turn out null, so that a test for null does not help `count`.

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "counted" {
  count      = aws_vpc.v.id != null ? 1 : 0
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.9.0/24"
}
