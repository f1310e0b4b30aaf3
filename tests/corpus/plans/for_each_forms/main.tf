# Everything that `for_each` may be given: sets, maps, objects, resources, modules, nothing.

variable "none" {
  type    = map(string)
  default = {}
}

resource "aws_vpc" "set" {
  for_each   = toset(["one", "two"])
  cidr_block = "10.0.0.0/16"
  tags       = { Key = each.key, Value = each.value }
}

resource "aws_vpc" "object" {
  for_each   = { a = { cidr = "10.1.0.0/16", dns = true }, b = { cidr = "10.2.0.0/16", dns = null } }
  cidr_block = each.value.cidr

  enable_dns_hostnames = each.value.dns
}

resource "aws_vpc" "nothing" {
  for_each   = var.none
  cidr_block = each.value
}

resource "aws_internet_gateway" "chained" {
  for_each = aws_vpc.set
  vpc_id   = each.value.id
  tags     = each.value.tags
}

resource "aws_route_table" "twice" {
  for_each = aws_internet_gateway.chained
  vpc_id   = each.value.vpc_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = each.value.id
  }
}

resource "aws_subnet" "product" {
  for_each = { for pair in setproduct(keys(aws_vpc.set), [0, 1]) : "${pair[0]}-${pair[1]}" => pair }

  vpc_id     = aws_vpc.set[each.value[0]].id
  cidr_block = cidrsubnet(aws_vpc.set[each.value[0]].cidr_block, 8, each.value[1])
}

module "m" {
  source   = "./m"
  for_each = merge(aws_vpc.set, aws_vpc.object)
  vpc      = each.value
  key      = each.key
}

resource "terraform_data" "of_modules" {
  for_each = module.m
  input    = [each.key, each.value.name, each.value.id]
}

resource "terraform_data" "filtered" {
  for_each = { for k, m in module.m : k => m if m.dns }
  input    = each.value.id
}

resource "terraform_data" "special" {
  for_each = toset(["with space", "quo\"te", "dot.ted", "$${x}", "한글", ""])
  input    = each.key
}

output "modules" { value = module.m }
output "keys" { value = [keys(module.m), keys(terraform_data.filtered), keys(aws_subnet.product), keys(aws_vpc.nothing)] }
