moved {
  from = "aws_vpc.a"
  to   = 1 + 1
}
