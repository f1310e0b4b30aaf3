# N6: internet -> web_alb -> web -> was_alb -> was -> db, bastion -> db and extract -> db. Each group accepts traffic from the one before
# it only.

# No rules: whatever lands in the default group by mistake can talk to nobody.
resource "aws_default_security_group" "locked" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "${var.name}-default-locked"
  }
}

locals {
  groups = {
    web_alb   = "Public load balancer"
    web       = "Instances of the web tier"
    was_alb   = "Internal load balancer"
    was       = "Instances of the WAS tier"
    db        = "Database"
    bastion   = "Bastion; no inbound rules at all"
    endpoints = "Interface endpoints of AWS services"
    extract   = "Glue jobs that read the database"
  }

  # Where a tier's instances are reached: ECS gives a container any port of this range, Kubernetes gives a Service one of every node, and a
  # process has its own.
  target_ports = { for tier, wanted in { web = var.web, was = var.was } : tier => {
    ecs  = { from = 32768, to = 65535 }
    eks  = { from = var.kubernetes.node_ports[tier], to = var.kubernetes.node_ports[tier] }
    none = { from = wanted.port, to = wanted.port }
  }[var.orchestrator] }

  # Who may reach whom, on which ports.
  traffic = {
    web_alb_to_web = { from = "web_alb", to = "web", ports = local.target_ports.web }
    web_to_was_alb = { from = "web", to = "was_alb", ports = { from = 80, to = 80 } }
    was_alb_to_was = { from = "was_alb", to = "was", ports = local.target_ports.was }
    was_to_db      = { from = "was", to = "db", ports = { from = var.db_port, to = var.db_port } }
    bastion_to_db  = { from = "bastion", to = "db", ports = { from = var.db_port, to = var.db_port } }
    extract_to_db  = { from = "extract", to = "db", ports = { from = var.db_port, to = var.db_port } }

    # Glue insists that the parts of a job may talk to one another freely.
    extract_itself = { from = "extract", to = "extract", ports = { from = 0, to = 65535 } }
  }
}

resource "aws_security_group" "main" {
  # checkov:skip=CKV2_AWS_5:Each is attached by a module or a connection of a later stage

  for_each = local.groups

  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "${var.name}-${replace(each.key, "_", "-")}"
  }
}

resource "aws_vpc_security_group_ingress_rule" "internet" {
  # checkov:skip=CKV_AWS_260:Whoever comes unencrypted is sent to HTTPS

  for_each = { http = 80, https = 443 }

  security_group_id = aws_security_group.main["web_alb"].id
  description       = "${upper(each.key)} from the internet"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "traffic" {
  for_each = local.traffic

  security_group_id            = aws_security_group.main[each.value.to].id
  description                  = "From ${each.value.from}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.ports.from
  to_port                      = each.value.ports.to
  referenced_security_group_id = aws_security_group.main[each.value.from].id
}

resource "aws_vpc_security_group_egress_rule" "traffic" {
  for_each = local.traffic

  security_group_id            = aws_security_group.main[each.value.from].id
  description                  = "To ${each.value.to}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.ports.from
  to_port                      = each.value.ports.to
  referenced_security_group_id = aws_security_group.main[each.value.to].id
}

# Images, updates and the AWS APIs, by the endpoints or through the NAT gateways.
resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = toset(["web", "was", "bastion", "extract"])

  security_group_id = aws_security_group.main[each.key].id
  description       = "HTTPS to AWS and the internet"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.main["endpoints"].id
  description       = "HTTPS from the VPC"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = aws_vpc.main.cidr_block
}
