# T2: a public load balancer for the web tier, an internal one for the WAS tier.

module "balancer" {
  source = "./modules/balancer"
  for_each = {
    web = { internal = false, subnet_ids = local.public_subnet_ids, health_path = var.web.health_path }
    was = { internal = true, subnet_ids = local.subnet_ids.was, health_path = var.was.health_path }
  }

  name              = "${var.name}-${each.key}"
  internal          = each.value.internal
  vpc_id            = aws_vpc.main.id
  subnet_ids        = each.value.subnet_ids
  security_group_id = aws_security_group.main["${each.key}_alb"].id
  health_path       = each.value.health_path
  target_port       = var.orchestrator == "ecs" ? 80 : local.target_ports[each.key].from
  live_group        = local.blue_green ? var.live_groups[each.key] : null
  protected         = var.protected
}
