variable "names" { type = list(string) }
variable "on" {}
resource "aws_vpc" "v" {
  count      = var.on ? length(var.names) : 0
  cidr_block = cidrsubnet("10.0.0.0/8", 8, count.index)
  tags       = merge({ Name = var.names[count.index] }, var.on == "x" ? {} : { on = tostring(var.on) })
}
resource "aws_subnet" "s" {
  for_each   = { for i, v in aws_vpc.v : v.id => i }
  vpc_id     = each.key
  cidr_block = cidrsubnet(aws_vpc.v[each.value].cidr_block, 8, 1)
}
output "all" { value = { for k, s in aws_subnet.s : k => [s.arn, s.vpc_id] } }
