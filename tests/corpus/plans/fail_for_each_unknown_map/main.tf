# A map whose keys are unknown, through a module.

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

module "m" {
  source   = "./m"
  for_each = { for id in [aws_vpc.v.id] : id => "x" }
  name     = each.value
}
