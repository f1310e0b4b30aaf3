resource "aws_vpc" "a" { cidr_block = "10.1.0.0/16" }
data "aws_vpc" "a" { default = true }
