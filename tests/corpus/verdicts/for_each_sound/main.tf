variable "nets" { type = map(object({ cidr = string })) }
resource "aws_vpc" "a" {
  for_each   = var.nets
  cidr_block = each.value.cidr
  tags       = { Name = each.key }
}
resource "aws_vpc" "b" {
  for_each   = { for k, v in var.nets : k => v if v.cidr != "" }
  cidr_block = each.value.cidr
}
resource "aws_vpc" "c" {
  for_each   = aws_vpc.b
  cidr_block = each.value.cidr_block
}
