# Splats over counted, repeated and single things, known and unknown.

resource "aws_subnet" "this" {
  count      = 3
  vpc_id     = "vpc-0123456789abcdef0"
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
  tags       = count.index == 1 ? null : { Index = count.index }
}

resource "aws_security_group" "this" {
  for_each = toset(["a", "b"])
  name     = each.key
  vpc_id   = "vpc-0123456789abcdef0"
}

resource "aws_eip" "one" {}

locals {
  ids = aws_subnet.this[*].id
}

output "ids" {
  value = local.ids
}

output "known" {
  value = aws_subnet.this[*].cidr_block
}

output "tags" {
  value = aws_subnet.this[*].tags
}

output "attribute_splat" {
  value = aws_subnet.this.*.tags_all.Index
}

output "index_after" {
  value = aws_subnet.this[*].id[*]
}

output "values" {
  value = values(aws_security_group.this)[*].name
}

output "value_ids" {
  value = values(aws_security_group.this)[*].id
}

output "single" {
  value = aws_eip.one[*].id
}

output "single_public" {
  value = aws_eip.one[*].public_ip
}

output "of_unknown_list" {
  value = aws_eip.one.id[*]
}

output "length" {
  value = length(local.ids)
}

output "slice" {
  value = slice(aws_subnet.this[*].cidr_block, 0, 2)
}

output "for" {
  value = [for s in aws_subnet.this : s.id if s.cidr_block != "10.0.1.0/24"]
}

output "zip" {
  value = zipmap(aws_subnet.this[*].cidr_block, aws_subnet.this[*].id)
}

output "whole" {
  value = aws_security_group.this["a"]
}
