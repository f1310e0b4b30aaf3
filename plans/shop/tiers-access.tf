# S4: what people may do. Nobody has rights of their own; groups have them, and people are put into groups.

data "aws_iam_policy_document" "operators" {
  statement {
    sid       = "OpenSessionOnBastion"
    actions   = ["ssm:StartSession"]
    resources = [aws_instance.bastion.arn, "arn:${data.aws_partition.current.partition}:ssm:*::document/AWS-StartPortForwardingSessionToRemoteHost"]
  }

  statement {
    sid       = "EndOwnSessions"
    actions   = ["ssm:ResumeSession", "ssm:TerminateSession"]
    resources = ["arn:${data.aws_partition.current.partition}:ssm:*:*:session/$${aws:username}-*"]
  }

  dynamic "statement" {
    for_each = aws_ecs_cluster.main[*].arn

    content {
      sid       = "OpenShellInContainers"
      actions   = ["ecs:ExecuteCommand"]
      resources = [statement.value, "${replace(statement.value, ":cluster/", ":task/")}/*"]
    }
  }

  dynamic "statement" {
    for_each = aws_ecs_cluster.main[*].arn

    content {
      sid       = "RollServices"
      actions   = ["ecs:UpdateService"]
      resources = ["${replace(statement.value, ":cluster/", ":service/")}/*"]
    }
  }

  dynamic "statement" {
    for_each = module.kubernetes[*].operator_role_arn

    content {
      sid       = "OperateCluster"
      actions   = ["sts:AssumeRole"]
      resources = [statement.value]
    }
  }
}

data "aws_iam_policy_document" "developers" {
  statement {
    sid       = "SignInToRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(module.image_repository) > 0 ? [true] : []

    content {
      sid = "PushAndPullImages"
      actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      resources = [for tier in sort(keys(module.image_repository)) : module.image_repository[tier].arn]
    }
  }

  dynamic "statement" {
    for_each = var.source_host == "codecommit" ? [true] : []

    content {
      sid       = "PushAndPullSource"
      actions   = ["codecommit:GitPull", "codecommit:GitPush"]
      resources = ["arn:${data.aws_partition.current.partition}:codecommit:${var.region}:${data.aws_caller_identity.current.account_id}:${var.name}-*"]
    }
  }
}

locals {
  # AWS's own policies by group: what its members may look at.
  sight = {
    operators  = "ReadOnlyAccess"
    developers = "job-function/ViewOnlyAccess"
    auditors   = "SecurityAudit"
  }

  # What members of a group may do besides.
  duties = {
    operators  = data.aws_iam_policy_document.operators.json
    developers = data.aws_iam_policy_document.developers.json
  }
}

resource "aws_iam_group" "staff" {
  for_each = local.sight

  name = "${var.name}-${each.key}"
}

resource "aws_iam_policy" "staff" {
  for_each = local.duties

  name        = "${var.name}-${each.key}"
  description = "What ${each.key} of ${var.name} may do"
  policy      = each.value
}

resource "aws_iam_group_policy_attachment" "own" {
  for_each = aws_iam_policy.staff

  group      = aws_iam_group.staff[each.key].name
  policy_arn = each.value.arn
}

resource "aws_iam_group_policy_attachment" "managed" {
  for_each = local.sight

  group      = aws_iam_group.staff[each.key].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value}"
}

resource "aws_iam_account_password_policy" "staff" {
  minimum_password_length        = 14
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 24
}
