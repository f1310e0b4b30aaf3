# T4: an ECS cluster on the instances of the tiers' Auto Scaling groups, and a service for each tier.

resource "aws_ecs_cluster" "main" {
  count = var.orchestrator == "ecs" ? 1 : 0

  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

locals {
  services = { for tier, wanted in local.tiers : tier => wanted if var.orchestrator == "ecs" }

  # A new instance joins the cluster, and tells the containers on it nothing of its own credentials.
  join_cluster = <<-SCRIPT
    #!/bin/bash
    cat >> /etc/ecs/ecs.config <<CONFIG
    ECS_CLUSTER=${join("", aws_ecs_cluster.main[*].name)}
    ECS_ENABLE_CONTAINER_METADATA=true
    ECS_AWSVPC_BLOCK_IMDS=true
    CONFIG
  SCRIPT
}

resource "aws_ecs_capacity_provider" "tier" {
  for_each = local.services

  name = "${var.name}-${each.key}"

  auto_scaling_group_provider {
    auto_scaling_group_arn         = module.pool[each.key].group_arn
    managed_termination_protection = "ENABLED"
    managed_draining               = "ENABLED"

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = 90
      minimum_scaling_step_size = 1
      maximum_scaling_step_size = 4

      # Said outright: Terraform would have 0 where AWS would have this.
      instance_warmup_period = 300
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  count = length(aws_ecs_cluster.main)

  cluster_name       = aws_ecs_cluster.main[0].name
  capacity_providers = [for tier in keys(local.services) : aws_ecs_capacity_provider.tier[tier].name]

  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.tier["was"].name
    weight            = 1
  }
}

locals {
  # A service can use a capacity provider once its cluster has it. Said by value and not by `depends_on`, by which every change of an
  # Auto Scaling group would roll the services.
  ready_providers = flatten(aws_ecs_cluster_capacity_providers.main[*].capacity_providers)
}

module "service" {
  source   = "./modules/service"
  for_each = local.services

  name              = "${var.name}-${each.key}"
  cluster_arn       = aws_ecs_cluster.main[0].arn
  cluster_name      = aws_ecs_cluster.main[0].name
  capacity_provider = one(setintersection(local.ready_providers, [aws_ecs_capacity_provider.tier[each.key].name]))
  target_group_arn  = module.balancer[each.key].target_group_arn
  key_arn           = aws_kms_key.data.arn
  image             = each.value.image
  port              = each.value.port
  cpu               = each.value.cpu
  memory            = each.value.memory
  tasks             = each.value.tasks
  wait              = var.wait_for_services
  blue_green        = local.blue_green

  # The web tier asks the WAS tier by name; the database is found by the name of its secret.
  environment = {
    web = { WAS_URL = "http://${local.was_name}" }
    was = { DB_SECRET_NAME = "${var.name}/${var.environment}/db" }
  }[each.key]
}
