moved {
  from = aws_vpc.a
  to   = aws_vpc.b
}
