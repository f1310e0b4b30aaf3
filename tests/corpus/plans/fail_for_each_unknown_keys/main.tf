# The keys are known only after apply.

resource "aws_vpc" "v" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "g" {
  for_each = toset(aws_vpc.v[*].id)
  vpc_id   = each.value
}
