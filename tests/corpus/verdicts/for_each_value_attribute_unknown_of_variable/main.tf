variable "nets" { type = map(object({ cidr = string })) }
resource "aws_vpc" "a" {
  for_each   = var.nets
  cidr_block = each.value.cird
}
