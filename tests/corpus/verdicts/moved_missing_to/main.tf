moved {
  from = aws_vpc.old
}
