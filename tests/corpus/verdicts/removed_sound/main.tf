removed {
  from = aws_vpc.a
  lifecycle {
    destroy = false
  }
}
