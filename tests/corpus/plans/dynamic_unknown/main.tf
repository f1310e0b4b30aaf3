# Dynamic blocks with unknown content, unknown collections, and nested ones.

resource "aws_eip" "source" {
  count = 2
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

locals {
  rules = {
    http  = { port = 80, from = ["0.0.0.0/0"] }
    https = { port = 443, from = ["10.0.0.0/8", aws_vpc.main.cidr_block] }
    own   = { port = 22, from = [for e in aws_eip.source : "${e.public_ip}/32"] }
  }
}

resource "aws_security_group" "known_blocks" {
  name   = "known"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = local.rules
    iterator = rule
    content {
      description = rule.key
      from_port   = rule.value.port
      to_port     = rule.value.port
      protocol    = "tcp"
      cidr_blocks = rule.value.from
    }
  }
}

resource "aws_security_group" "unknown_blocks" {
  name   = "unknown"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = split(",", aws_eip.source[0].public_ip)
    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = { for i, e in aws_eip.source : i => e }
    content {
      cidr_block           = "10.${route.key}.0.0/16"
      network_interface_id = route.value.network_interface
    }
  }
}

output "rules" {
  value = aws_security_group.known_blocks.ingress
}

output "unknown_rules" {
  value = aws_security_group.unknown_blocks.ingress
}
