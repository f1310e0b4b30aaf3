removed {
  from = aws_vpc.a[0]
}
