# T2: a public load balancer for the web tier, an internal one for the WAS tier.

# Who asked the site for what. Load balancers write to a bucket under S3's own key only, so this one has no key of ours.
locals {
  access_log_name = "${var.name}-${var.environment}-access-${data.aws_caller_identity.current.account_id}"
}

data "aws_iam_policy_document" "access_log" {
  statement {
    sid       = "BalancersWrite"
    actions   = ["s3:PutObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.access_log_name}/*/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]

    # The same in every region; the account that stood for it in older ones, such as Seoul, need not be named any more.
    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
}

module "access_log" {
  source = "./modules/bucket"

  name       = local.access_log_name
  keep_days  = var.audit_days.logs
  policy     = data.aws_iam_policy_document.access_log.json
  disposable = var.disposable
}

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
  access_log        = module.access_log.id
  protected         = var.protected

  # The bucket with its policy, which the load balancers try.
  depends_on = [module.access_log]
}
