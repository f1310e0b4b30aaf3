# Security groups that name each other through a map, rules by key.

locals {
  groups = {
    lb  = { from = { world = "0.0.0.0/0" }, ports = [80, 443] }
    app = { from_group = "lb", ports = [8080] }
    db  = { from_group = "app", ports = [5432] }
  }
  rules = merge([
    for name, group in local.groups : {
      for port in group.ports : "${name}-${port}" => {
        group = name, port = port, source = try(group.from_group, null), cidr = try(group.from.world, null)
      }
    }
  ]...)
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "g" {
  for_each    = local.groups
  name_prefix = "${each.key}-"
  vpc_id      = aws_vpc.v.id
}

resource "aws_vpc_security_group_ingress_rule" "r" {
  for_each                     = local.rules
  security_group_id            = aws_security_group.g[each.value.group].id
  referenced_security_group_id = each.value.source == null ? null : aws_security_group.g[each.value.source].id
  cidr_ipv4                    = each.value.cidr
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "all" {
  for_each          = aws_security_group.g
  security_group_id = each.value.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

output "rules" { value = { for k, r in aws_vpc_security_group_ingress_rule.r : k => r.referenced_security_group_id } }
output "plain" { value = local.rules }
