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

  statement {
    sid       = "OpenShellInContainers"
    actions   = ["ecs:ExecuteCommand"]
    resources = [aws_ecs_cluster.main.arn, "${replace(aws_ecs_cluster.main.arn, ":cluster/", ":task/")}/*"]
  }

  statement {
    sid       = "RollServices"
    actions   = ["ecs:UpdateService"]
    resources = ["${replace(aws_ecs_cluster.main.arn, ":cluster/", ":service/")}/*"]
  }
}

data "aws_iam_policy_document" "developers" {
  statement {
    sid       = "SignInToRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
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
    resources = [for tier in keys(local.tiers) : module.image_repository[tier].arn]
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
