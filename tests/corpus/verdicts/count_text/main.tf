resource "aws_vpc" "main" {
  count      = "two"
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "good" {
  count      = "2"
  cidr_block = "10.0.0.0/16"
}
