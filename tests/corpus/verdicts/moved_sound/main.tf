resource "aws_vpc" "new" { cidr_block = "10.0.0.0/16" }
moved {
  from = aws_vpc.old
  to   = aws_vpc.new
}
