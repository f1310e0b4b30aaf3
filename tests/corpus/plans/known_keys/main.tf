# `for_each` over maps whose keys are known and whose values are not.

module "networks" {
  source = "./networks"
  names  = ["a", "b", "c"]
}

resource "aws_route_table" "per_network" {
  for_each = module.networks.ids
  vpc_id   = each.value
  tags     = { Name = "rt-${each.key}" }
}

resource "aws_route_table_association" "this" {
  for_each       = aws_route_table.per_network
  route_table_id = each.value.id
  subnet_id      = module.networks.subnets[each.key]
}

module "per_subnet" {
  source   = "./consumer"
  for_each = { for k, v in module.networks.subnets : k => { id = v, index = index(["a", "b", "c"], k) } }
  key      = each.key
  value    = each.value
}

output "consumed" {
  value = { for k, m in module.per_subnet : k => m.out }
}
