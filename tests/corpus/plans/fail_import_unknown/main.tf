# The id to import is known only after apply.

resource "aws_eip" "e" {}

import {
  to = aws_vpc.v
  id = aws_eip.e.id
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
