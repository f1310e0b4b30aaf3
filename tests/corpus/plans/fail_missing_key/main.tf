# A key that no instance has.

resource "aws_vpc" "v" {
  for_each   = toset(["a"])
  cidr_block = "10.0.0.0/16"
}

output "o" {
  value = aws_vpc.v["b"].id
}
