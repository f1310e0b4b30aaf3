# C1-C4: a push to GitHub is tested, becomes an image and rolls out, for each tier by itself.

# -- where the programs come from ------------------------------------------------------------------------------------

# Made as pending; somebody of the organisation on GitHub confirms it in the console once.
resource "aws_codestarconnections_connection" "github" {
  count = var.source_host == "github" ? 1 : 0

  name          = "${var.name}-github"
  provider_type = "GitHub"
}

resource "aws_codecommit_repository" "program" {
  # checkov:skip=CKV2_AWS_37:Versions 1.0 and 1.1 only, in which whoever is a developer pushes; reviews come with GitHub

  for_each = { for tier, wanted in local.tiers : tier => wanted if var.source_host == "codecommit" }

  repository_name = "${var.name}-${each.key}"
  description     = "Program of the ${each.key} tier"
}

locals {
  repositories = merge(
    { for tier, repository in aws_codecommit_repository.program : tier => { name = repository.repository_name, kind = "codecommit", arn = repository.arn } },
    merge([for arn in aws_codestarconnections_connection.github[*].arn : {
      for tier, name in var.github.repositories : tier => { name = name, kind = "github", arn = arn }
    }]...),
  )

  checks = var.github.checks && var.source_host == "github"

  # A pipeline for each tier, and a second one that builds and tests what developers push, and rolls nothing out.
  pipelines = merge(
    { for tier in keys(local.tiers) : tier => { tier = tier, branch = var.github.branch, rolls_out = true } },
    { for tier in keys(local.tiers) : "${tier}-test" => { tier = tier, branch = var.github.test_branch, rolls_out = false }
    if var.github.test_branch != null && var.source_host == "github" },
  )
}

# -- pipelines -------------------------------------------------------------------------------------------------------

module "artifacts" {
  source = "./modules/bucket"

  name       = "${var.name}-${var.environment}-artifacts-${data.aws_caller_identity.current.account_id}"
  key_arn    = aws_kms_key.operations.arn
  keep_days  = 30
  disposable = var.disposable
}

locals {
  # Who rolls a container out makes a revision of its task, whichever way it goes.
  revision_rights = { for tier, service in module.service : tier => {
    # A revision that is not there yet cannot be named.
    MakeRevisions = {
      actions   = ["ecs:RegisterTaskDefinition", "ecs:TagResource"]
      resources = ["*"]
    }

    HandRolesToTasks = {
      actions   = ["iam:PassRole"]
      resources = service.role_arns
      passed_to = "ecs-tasks.${data.aws_partition.current.dns_suffix}"
    }
  } }

  # How a tier is rolled out, by what runs it. CodeDeploy's part stands in operations-rollout.tf.
  deploys = merge(
    local.codedeploys,
    { for tier, service in module.service : tier => {
      provider = "ECS"

      configuration = {
        ClusterName       = aws_ecs_cluster.main[0].name
        ServiceName       = service.name
        FileName          = "imagedefinitions.json"
        DeploymentTimeout = "20"
      }

      rights = merge(
        {
          RollService = { actions = ["ecs:DescribeServices", "ecs:UpdateService"], resources = [service.arn] }
          WatchTasks  = { actions = ["ecs:DescribeTaskDefinition", "ecs:DescribeTasks", "ecs:ListTasks"], resources = ["*"] }
        },
        local.revision_rights[tier],
      )
    } if var.rollout == "rolling" },
    { for tier, nodes in local.kubernetes_tiers : tier => {
      provider = "EKS"

      configuration = {
        ClusterName   = nodes.cluster
        Namespace     = var.name
        ManifestFiles = "kubernetes/${tier}.yml"
      }

      # The action runs in the VPC, beside the cluster, since the control plane is reached from there only.
      rights = {
        LookAtCluster = { actions = ["eks:DescribeCluster"], resources = [module.kubernetes[0].arn] }
        WriteLog      = { actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], resources = ["*"] }

        StandInVpc = {
          actions = [
            "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface", "ec2:DescribeDhcpOptions",
            "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
          ]
          resources = ["*"]
        }
      }
    } },
  )
}

module "pipeline" {
  source   = "./modules/pipeline"
  for_each = local.pipelines

  name             = "${var.name}-${each.key}"
  repository       = local.repositories[each.value.tier]
  branch           = each.value.branch
  checks           = local.checks && each.value.rolls_out
  build_minutes    = var.alarm_limits.build_minutes * 2
  image_repository = local.image_repositories[each.value.tier]
  artifacts        = { bucket = module.artifacts.id, arn = module.artifacts.arn, key_arn = aws_kms_key.operations.arn }
  topic_arn        = aws_sns_topic.main["delivery"].arn
  deploy           = each.value.rolls_out ? local.deploys[each.value.tier] : null

  buildspecs = {
    build = file("${path.module}/assets/buildspec/build-${local.rollout}.yml")
    check = file("${path.module}/assets/buildspec/check.yml")
  }
}

# What a pipeline may do in the cluster: change what is in the programs' namespace.
resource "aws_eks_access_entry" "pipeline" {
  for_each = local.kubernetes_tiers

  cluster_name  = each.value.cluster
  principal_arn = module.pipeline[each.key].role_arn
}

resource "aws_eks_access_policy_association" "pipeline" {
  for_each = local.kubernetes_tiers

  cluster_name  = each.value.cluster
  principal_arn = aws_eks_access_entry.pipeline[each.key].principal_arn
  policy_arn    = "arn:${data.aws_partition.current.partition}:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"

  access_scope {
    type       = "namespace"
    namespaces = [var.name]
  }
}
