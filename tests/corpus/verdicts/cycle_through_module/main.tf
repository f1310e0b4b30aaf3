module "m" {
  source = "./m"
  a      = aws_vpc.main.id
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { a = module.m.b }
}
