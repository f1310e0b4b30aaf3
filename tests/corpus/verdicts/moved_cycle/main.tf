resource "aws_vpc" "c" { cidr_block = "10.0.0.0/16" }
moved {
  from = aws_vpc.a
  to   = aws_vpc.b
}
moved {
  from = aws_vpc.b
  to   = aws_vpc.a
}
