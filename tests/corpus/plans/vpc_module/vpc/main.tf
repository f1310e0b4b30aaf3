variable "name" { type = string }
variable "cidr" { type = string }
variable "zones" { type = list(string) }
variable "single" {
  type    = bool
  default = false
}

locals {
  tiers   = ["public", "private"]
  subnets = { for pair in setproduct(local.tiers, var.zones) : "${pair[0]}-${substr(pair[1], -1, 1)}" => { tier = pair[0], zone = pair[1] } }
  nats    = var.single ? slice(var.zones, 0, 1) : var.zones
  numbers = { for i, key in keys(local.subnets) : key => i }
  common  = { Module = "vpc", Name = var.name }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = local.common
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = local.common
}

resource "aws_subnet" "this" {
  for_each                = local.subnets
  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.value.zone
  cidr_block              = cidrsubnet(var.cidr, 8, local.numbers[each.key])
  map_public_ip_on_launch = each.value.tier == "public"
  tags                    = merge(local.common, { Name = "${var.name}-${each.key}", Tier = each.value.tier })
}

resource "aws_eip" "nat" {
  count  = length(local.nats)
  domain = "vpc"
  tags   = merge(local.common, { Name = "${var.name}-${count.index}" })
}

resource "aws_nat_gateway" "this" {
  count         = length(local.nats)
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = [for k, s in aws_subnet.this : s.id if local.subnets[k].tier == "public" && local.subnets[k].zone == local.nats[count.index]][0]
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table" "private" {
  count  = length(var.zones)
  vpc_id = aws_vpc.this.id
}

resource "aws_route" "private" {
  count                  = length(var.zones)
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, var.single ? 0 : count.index)
}

resource "aws_route_table_association" "this" {
  for_each       = local.subnets
  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = each.value.tier == "public" ? aws_route_table.public.id : aws_route_table.private[index(var.zones, each.value.zone)].id
}

output "id" { value = aws_vpc.this.id }
output "public" { value = [for k, s in aws_subnet.this : s.id if local.subnets[k].tier == "public"] }
output "private" { value = { for k, s in aws_subnet.this : s.availability_zone => { id = s.id, cidr = s.cidr_block } if local.subnets[k].tier == "private" } }
output "nat_ips" { value = aws_eip.nat[*].public_ip }
output "tags" { value = aws_vpc.this.tags_all }
