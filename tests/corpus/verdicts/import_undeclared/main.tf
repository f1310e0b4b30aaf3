import {
  to = aws_vpc.a
  id = "vpc-1"
}
