resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
moved {
  from = aws_vpc.a
  to   = aws_vpc.a
}
