provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
resource "aws_vpc" "a" {
  provider   = aws.east
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
}
