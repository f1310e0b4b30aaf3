# T1, T3: what is the same of both tiers, whatever runs them. `tiers-ecs.tf` and `tiers-eks.tf` have the orchestrators.

locals {
  tiers = { web = var.web, was = var.was }

  # Instances of the plan's own: those of ECS, and those on which processes run. EKS has its own way of making them.
  pools = { for tier, wanted in local.tiers : tier => wanted if var.orchestrator != "eks" }

  # The image that AWS keeps up to date for ECS, or the plain one.
  image_parameter = var.orchestrator == "ecs" ? "ecs/optimized-ami/amazon-linux-2023/recommended/image_id" : "ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"

  # Processes are brought by CodeDeploy, whose agent asks for them, and what they log is sent by CloudWatch's.
  pool_policies = concat(["AmazonSSMManagedInstanceCore"], var.orchestrator == "ecs" ?
    ["service-role/AmazonEC2ContainerServiceforEC2Role"] :
  ["service-role/AmazonEC2RoleforAWSCodeDeploy", "CloudWatchAgentServerPolicy"])

  install_agents = <<-SCRIPT
    #!/bin/bash
    dnf install --assumeyes ruby amazon-cloudwatch-agent
    curl --fail --silent --output /tmp/install "https://aws-codedeploy-${var.region}.s3.${var.region}.amazonaws.com/latest/install"
    ruby /tmp/install auto
  SCRIPT
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/${local.image_parameter}"
}

module "pool" {
  source   = "./modules/pool"
  for_each = local.pools

  name              = "${var.name}-${each.key}"
  image_id          = nonsensitive(data.aws_ssm_parameter.image.value)
  instance_type     = each.value.instance_type
  instances         = each.value.instances
  subnet_ids        = local.subnet_ids[each.key]
  security_group_id = aws_security_group.main[each.key].id
  managed_policies  = local.pool_policies
  managed_by_ecs    = var.orchestrator == "ecs"
  target_group_arns = var.orchestrator == "ecs" ? [] : [module.balancer[each.key].target_group_arn]
  user_data         = var.orchestrator == "ecs" ? local.join_cluster : local.install_agents
}

# What processes on instances log; containers have their logs with what runs them.
resource "aws_cloudwatch_log_group" "processes" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  for_each = { for tier, wanted in local.tiers : tier => wanted if var.orchestrator == "none" }

  name              = "/shop/${var.name}-${each.key}"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.data.arn
}

locals {
  # What the later stages have to know of a tier, by what runs it.
  programs = merge(
    { for tier, service in module.service : tier => {
      instance_role = module.pool[tier].role_name
      program_role  = service.task_role_name
      group         = module.pool[tier].group_name
      log_group     = service.log_group
      error_pattern = "?ERROR ?FATAL ?Exception"
      dimensions    = { ClusterName = aws_ecs_cluster.main[0].name, ServiceName = service.name }
    } },
    { for tier, group in aws_cloudwatch_log_group.processes : tier => {
      instance_role = module.pool[tier].role_name
      program_role  = module.pool[tier].role_name
      group         = module.pool[tier].group_name
      log_group     = group.name
      error_pattern = "?ERROR ?FATAL ?Exception"
      dimensions    = { AutoScalingGroupName = module.pool[tier].group_name }
    } },
    { for tier, nodes in local.kubernetes_tiers : tier => {
      instance_role = nodes.instance_role
      program_role  = nodes.program_role
      group         = nodes.group
      log_group     = nodes.log_group
      error_pattern = "{ ($.kubernetes.labels.app = \"${tier}\") && ($.log = \"*ERROR*\" || $.log = \"*FATAL*\" || $.log = \"*Exception*\") }"
      dimensions    = { ClusterName = nodes.cluster, Namespace = var.name, Service = tier }
    } },
  )
}
