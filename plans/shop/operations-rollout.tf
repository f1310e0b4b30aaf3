# Former versions of the estate roll out by CodeDeploy: processes onto instances (1.0), or a second set of tasks beside the first (1.2).

locals {
  blue_green = var.orchestrator == "ecs" && var.rollout == "blue_green"
  rollout    = local.blue_green ? "blue-green" : var.orchestrator

  codedeploy_tiers = { for tier, wanted in local.tiers : tier => wanted if local.blue_green || var.orchestrator == "none" }
}

data "aws_iam_policy_document" "codedeploy_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codedeploy.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_role" "codedeploy" {
  count = length(local.codedeploy_tiers) > 0 ? 1 : 0

  name               = "${var.name}-codedeploy"
  description        = "Rolls out the programs of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.codedeploy_assume.json
}

resource "aws_iam_role_policy_attachment" "codedeploy" {
  count = length(local.codedeploy_tiers) > 0 ? 1 : 0

  role       = aws_iam_role.codedeploy[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${local.blue_green ? "AWSCodeDeployRoleForECS" : "service-role/AWSCodeDeployRole"}"
}

resource "aws_codedeploy_app" "tier" {
  for_each = local.codedeploy_tiers

  name             = "${var.name}-${each.key}"
  compute_platform = local.blue_green ? "ECS" : "Server"
}

# One instance after the other, taken out of the load balancer meanwhile.
resource "aws_codedeploy_deployment_group" "instances" {
  for_each = { for tier, wanted in local.codedeploy_tiers : tier => wanted if !local.blue_green }

  app_name               = aws_codedeploy_app.tier[each.key].name
  deployment_group_name  = "instances"
  service_role_arn       = aws_iam_role.codedeploy[0].arn
  deployment_config_name = "CodeDeployDefault.OneAtATime"
  autoscaling_groups     = [local.programs[each.key].group]

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "IN_PLACE"
  }

  load_balancer_info {
    target_group_info {
      name = module.balancer[each.key].target_group_name
    }
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }

  depends_on = [aws_iam_role_policy_attachment.codedeploy]
}

# A second set of tasks behind the other target group; the listener is switched once they are healthy, and the first set stays for an hour.
resource "aws_codedeploy_deployment_group" "tasks" {
  for_each = { for tier, wanted in local.codedeploy_tiers : tier => wanted if local.blue_green }

  app_name               = aws_codedeploy_app.tier[each.key].name
  deployment_group_name  = "tasks"
  service_role_arn       = aws_iam_role.codedeploy[0].arn
  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
    }

    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 60
    }
  }

  ecs_service {
    cluster_name = aws_ecs_cluster.main[0].name
    service_name = module.service[each.key].name
  }

  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [each.key == "web" && var.encrypted ? aws_lb_listener.https[0].arn : module.balancer[each.key].http_listener_arn]
      }

      dynamic "target_group" {
        for_each = module.balancer[each.key].target_group_names

        content {
          name = target_group.value
        }
      }
    }
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }

  depends_on = [aws_iam_role_policy_attachment.codedeploy]
}

locals {
  codedeploy_rights = { for tier, app in aws_codedeploy_app.tier : tier => {
    actions = [
      "codedeploy:CreateDeployment", "codedeploy:GetApplication", "codedeploy:GetApplicationRevision", "codedeploy:GetDeployment",
      "codedeploy:GetDeploymentConfig", "codedeploy:RegisterApplicationRevision",
    ]
    resources = [
      app.arn,
      "${replace(app.arn, ":application:", ":deploymentgroup:")}/*",
      "arn:${data.aws_partition.current.partition}:codedeploy:${var.region}:${data.aws_caller_identity.current.account_id}:deploymentconfig:*",
    ]
  } }

  # What the pipelines have to know of it.
  codedeploys = merge(
    { for tier, group in aws_codedeploy_deployment_group.instances : tier => {
      provider      = "CodeDeploy"
      configuration = { ApplicationName = group.app_name, DeploymentGroupName = group.deployment_group_name }
      rights        = { RollOut = local.codedeploy_rights[tier] }
    } },
    { for tier, group in aws_codedeploy_deployment_group.tasks : tier => {
      provider = "CodeDeployToECS"

      configuration = {
        ApplicationName                = group.app_name
        DeploymentGroupName            = group.deployment_group_name
        AppSpecTemplateArtifact        = "image"
        AppSpecTemplatePath            = "appspec.yml"
        TaskDefinitionTemplateArtifact = "image"
        TaskDefinitionTemplatePath     = "taskdef.json"
      }

      rights = merge({ RollOut = local.codedeploy_rights[tier] }, local.revision_rights[tier])
    } },
  )
}
