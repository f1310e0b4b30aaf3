# Internet -> web_alb -> web -> was_alb -> was -> db: each tier accepts traffic from the one before it only.

# No rules: whatever lands in the default group by mistake can talk to nobody.
resource "aws_default_security_group" "locked" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "${var.name}-default-locked"
  }
}

resource "aws_security_group" "web_alb" {
  name        = "${var.name}-web-alb"
  description = "Load balancer in front of the web tier"
  vpc_id      = aws_vpc.main.id

  dynamic "ingress" {
    for_each = { http = 80, https = 443 }

    content {
      description = "${ingress.key} from the internet"
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["0.0.0.0/0"]
    }
  }

  egress {
    description     = "To the web tier"
    protocol        = "tcp"
    from_port       = var.ports.web
    to_port         = var.ports.web
    security_groups = [aws_security_group.tier["web"].id]
  }

  tags = {
    Name = "${var.name}-web-alb"
  }
}

locals {
  # For each group behind the public load balancer: who may reach it, and on which port.
  accepts = {
    web     = { from = "web_alb", port = var.ports.web }
    was_alb = { from = "web", port = 80 }
    was     = { from = "was_alb", port = var.ports.was }
    db      = { from = "was", port = var.ports.db }
  }

  # Group ids by name, the public load balancer's included.
  groups = merge({ web_alb = aws_security_group.web_alb.id }, { for name, group in aws_security_group.tier : name => group.id })
}

resource "aws_security_group" "tier" {
  for_each = toset(["web", "was_alb", "was", "db"])

  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = "Members of ${each.key}"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "${var.name}-${replace(each.key, "_", "-")}"
  }
}

resource "aws_vpc_security_group_ingress_rule" "from_previous" {
  for_each = local.accepts

  security_group_id            = aws_security_group.tier[each.key].id
  description                  = "From ${each.value.from}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = local.groups[each.value.from]
}

resource "aws_vpc_security_group_egress_rule" "to_next" {
  for_each = { for name, rule in local.accepts : name => rule if rule.from != "web_alb" }

  security_group_id            = local.groups[each.value.from]
  description                  = "To ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = aws_security_group.tier[each.key].id
}

# Updates and the AWS APIs, through the NAT gateways.
resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = toset(["web", "was"])

  security_group_id = aws_security_group.tier[each.key].id
  description       = "HTTPS to the internet"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}
