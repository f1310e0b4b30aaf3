resource "aws_subnet" "new" {
  vpc_id     = "x"
  cidr_block = "10.0.0.0/24"
}
moved {
  from = aws_vpc.old
  to   = aws_subnet.new
}
