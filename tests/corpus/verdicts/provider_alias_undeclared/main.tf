resource "aws_vpc" "a" {
  provider   = aws.east
  cidr_block = "10.0.0.0/16"
}
