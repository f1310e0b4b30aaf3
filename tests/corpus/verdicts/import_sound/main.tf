resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
import {
  to = aws_vpc.a
  id = "vpc-1"
}
resource "aws_vpc" "many" {
  for_each   = toset(["x"])
  cidr_block = "10.0.0.0/16"
}
import {
  for_each = { x = "vpc-2" }
  to       = aws_vpc.many[each.key]
  id       = each.value
}
