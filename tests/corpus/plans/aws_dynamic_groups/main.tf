variable "groups" {
  type = map(object({
    description = optional(string, "none")
    ingress = optional(list(object({
      port  = number
      cidrs = optional(set(string), ["10.0.0.0/8"])
      proto = optional(string, "tcp")
    })), [])
    self = optional(bool)
  }))
  default = {
    web = { ingress = [{ port = 80, cidrs = ["0.0.0.0/0"] }, { port = 443 }], description = "web" }
    db  = { self = true }
    off = {}
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "each" {
  for_each    = var.groups
  name        = "g-${each.key}"
  description = each.value.description
  vpc_id      = aws_vpc.main.id

  dynamic "ingress" {
    for_each = each.value.ingress
    iterator = rule

    content {
      description = "${each.key} ${rule.key}"
      from_port   = rule.value.port
      to_port     = rule.value.port
      protocol    = rule.value.proto
      cidr_blocks = rule.value.cidrs
    }
  }

  dynamic "ingress" {
    for_each = each.value.self == null ? [] : [each.value.self]

    content {
      from_port = 0
      to_port   = 0
      protocol  = "-1"
      self      = ingress.value
    }
  }

  dynamic "egress" {
    for_each = { for name, group in var.groups : name => group if name == each.key && length(group.ingress) > 0 }

    content {
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_blocks = ["0.0.0.0/0"]
      description = egress.key
    }
  }

  tags = merge({ Name = each.key }, { for i, rule in each.value.ingress : "port${i}" => rule.port })
}

resource "aws_vpc_security_group_ingress_rule" "chain" {
  for_each = {
    for pair in setproduct(keys(var.groups), ["3306", "6379"]) : join("-", pair) => { group = pair[0], port = tonumber(pair[1]) }
    if pair[0] != "off"
  }
  security_group_id            = aws_security_group.each[each.value.group].id
  referenced_security_group_id = aws_security_group.each["web"].id
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
}

output "names" {
  value = { for key, group in aws_security_group.each : key => group.name }
}

output "rules" {
  value = sort(keys(aws_vpc_security_group_ingress_rule.chain))
}
