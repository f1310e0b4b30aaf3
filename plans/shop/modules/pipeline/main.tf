# One tier's way from a push to a running program: its source, tests and image by CodeBuild, rolled out by what runs it. Pull requests are
# tried by a project of their own, which may do nothing but write its log: anybody may have written what it runs.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # What the projects run, and on which event.
  projects = merge(
    { build = "Tests ${var.repository.name}, and makes what is rolled out" },
    var.checks ? { check = "Tries pull requests of ${var.repository.name}" } : {},
  )

  # What each may do. The connections' service was renamed, and looks at both names.
  rights = {
    build = merge({
      PassArtifacts    = { actions = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], resource = "${var.artifacts.arn}/*" }
      EncryptArtifacts = { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resource = var.artifacts.key_arn }
      }, var.image_repository == null ? {} : {
      SignInToRegistry = { actions = ["ecr:GetAuthorizationToken"], resource = "*" }
      PushImages = {
        resource = var.image_repository.arn
        actions = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
          "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
        ]
      }
    })

    check = {
      ReadPullRequests = {
        resource = var.repository.arn
        actions = [
          "codeconnections:GetConnection", "codeconnections:GetConnectionToken", "codeconnections:UseConnection",
          "codestar-connections:GetConnection", "codestar-connections:GetConnectionToken", "codestar-connections:UseConnection",
        ]
      }
    }
  }
}

data "aws_iam_policy_document" "assume" {
  for_each = toset(["codebuild", "codepipeline", "events"])

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["${each.key}.${data.aws_partition.current.dns_suffix}"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

# -- build -----------------------------------------------------------------------------------------------------------

resource "aws_cloudwatch_log_group" "project" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  for_each = local.projects

  name              = "/aws/codebuild/${var.name}-${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = var.artifacts.key_arn
}

resource "aws_iam_role" "project" {
  for_each = local.projects

  name               = "${var.name}-${each.key}"
  description        = each.value
  assume_role_policy = data.aws_iam_policy_document.assume["codebuild"].json
}

data "aws_iam_policy_document" "project" {
  for_each = local.projects

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.project[each.key].arn}:*"]
  }

  dynamic "statement" {
    for_each = local.rights[each.key]

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = [statement.value.resource]
    }
  }
}

resource "aws_iam_role_policy" "project" {
  for_each = local.projects

  name   = "project"
  role   = aws_iam_role.project[each.key].id
  policy = data.aws_iam_policy_document.project[each.key].json
}

resource "aws_codebuild_project" "main" {
  for_each = local.projects

  name          = "${var.name}-${each.key}"
  description   = each.value
  service_role  = aws_iam_role.project[each.key].arn
  build_timeout = var.build_minutes

  source {
    type                = each.key == "build" ? "CODEPIPELINE" : "GITHUB"
    location            = each.key == "build" ? null : "https://github.com/${var.repository.name}.git"
    git_clone_depth     = each.key == "build" ? null : 1
    report_build_status = each.key != "build"
    buildspec           = var.buildspecs[each.key]

    dynamic "auth" {
      for_each = each.key == "build" ? [] : [var.repository.arn]

      content {
        type     = "CODECONNECTIONS"
        resource = auth.value
      }
    }
  }

  artifacts {
    type = each.key == "build" ? "CODEPIPELINE" : "NO_ARTIFACTS"
  }

  # checkov:skip=CKV_AWS_316:Images are made by Docker inside the build, which has to be allowed to; where none are made it is not
  environment {
    type            = "LINUX_CONTAINER"
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    privileged_mode = var.image_repository != null

    dynamic "environment_variable" {
      for_each = var.image_repository == null ? {} : { CONTAINER = "main", REPOSITORY = var.image_repository.url }

      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.project[each.key].name
    }
  }

  depends_on = [aws_iam_role_policy.project]
}

resource "aws_codebuild_webhook" "check" {
  count = var.checks ? 1 : 0

  project_name = aws_codebuild_project.main["check"].name
  build_type   = "BUILD"

  filter_group {
    filter {
      type    = "EVENT"
      pattern = "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED, PULL_REQUEST_REOPENED"
    }

    filter {
      type    = "BASE_REF"
      pattern = "^refs/heads/${var.branch}$"
    }
  }
}

# -- pipeline --------------------------------------------------------------------------------------------------------

locals {
  # GitHub tells of a push by its webhook, which comes with the connection; CodeCommit tells EventBridge.
  source = {
    github = {
      provider = "CodeStarSourceConnection"
      actions  = ["codeconnections:UseConnection", "codestar-connections:UseConnection"]
      configuration = {
        BranchName           = var.branch
        ConnectionArn        = var.repository.arn
        DetectChanges        = "false"
        FullRepositoryId     = var.repository.name
        OutputArtifactFormat = "CODE_ZIP"
      }
    }

    codecommit = {
      provider = "CodeCommit"
      actions  = ["codecommit:GetBranch", "codecommit:GetCommit", "codecommit:GetUploadArchiveStatus", "codecommit:UploadArchive"]
      configuration = {
        BranchName           = var.branch
        OutputArtifactFormat = "CODE_ZIP"
        PollForSourceChanges = "false"
        RepositoryName       = var.repository.name
      }
    }
  }[var.repository.kind]

  deploy_rights = var.deploy == null ? {} : var.deploy.rights
}

resource "aws_iam_role" "pipeline" {
  name               = "${var.name}-pipeline"
  description        = "Brings ${var.repository.name} to ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume["codepipeline"].json
}

data "aws_iam_policy_document" "pipeline" {
  statement {
    sid       = "ReadSource"
    actions   = local.source.actions
    resources = [var.repository.arn]
  }

  statement {
    sid       = "KeepArtifacts"
    actions   = ["s3:GetBucketVersioning", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:PutObject"]
    resources = [var.artifacts.arn, "${var.artifacts.arn}/*"]
  }

  statement {
    sid       = "EncryptArtifacts"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.artifacts.key_arn]
  }

  statement {
    sid       = "Build"
    actions   = ["codebuild:BatchGetBuilds", "codebuild:StartBuild"]
    resources = [aws_codebuild_project.main["build"].arn]
  }

  dynamic "statement" {
    for_each = local.deploy_rights

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = statement.value.passed_to == null ? [] : [statement.value.passed_to]

        content {
          test     = "StringEquals"
          variable = "iam:PassedToService"
          values   = [condition.value]
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "pipeline" {
  name   = "pipeline"
  role   = aws_iam_role.pipeline.id
  policy = data.aws_iam_policy_document.pipeline.json
}

resource "aws_codepipeline" "main" {
  name           = var.name
  role_arn       = aws_iam_role.pipeline.arn
  pipeline_type  = "V2"
  execution_mode = "SUPERSEDED"

  artifact_store {
    type     = "S3"
    location = var.artifacts.bucket

    encryption_key {
      type = "KMS"
      id   = var.artifacts.key_arn
    }
  }

  dynamic "trigger" {
    for_each = var.repository.kind == "github" ? [var.branch] : []

    content {
      provider_type = "CodeStarSourceConnection"

      git_configuration {
        source_action_name = "Source"

        push {
          branches {
            includes = [trigger.value]
          }
        }
      }
    }
  }

  stage {
    name = "Source"

    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = local.source.provider
      version          = "1"
      output_artifacts = ["source"]
      configuration    = local.source.configuration
    }
  }

  stage {
    name = "Build"

    action {
      name             = "Image"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["source"]
      output_artifacts = ["image"]

      configuration = {
        ProjectName = aws_codebuild_project.main["build"].name
      }
    }
  }

  dynamic "stage" {
    for_each = var.deploy == null ? [] : [var.deploy]

    content {
      name = "Deploy"

      action {
        name            = "Service"
        category        = "Deploy"
        owner           = "AWS"
        provider        = stage.value.provider
        version         = "1"
        input_artifacts = ["image"]
        configuration   = stage.value.configuration
      }
    }
  }

  depends_on = [aws_iam_role_policy.pipeline]
}

# C4: how it ended is told; that it began is not.
resource "aws_codestarnotifications_notification_rule" "pipeline" {
  name        = "${var.name}-pipeline"
  resource    = aws_codepipeline.main.arn
  detail_type = "FULL"

  event_type_ids = [
    "codepipeline-pipeline-pipeline-execution-failed",
    "codepipeline-pipeline-pipeline-execution-succeeded",
  ]

  target {
    type    = "SNS"
    address = var.topic_arn
  }
}

# -- CodeCommit ------------------------------------------------------------------------------------------------------

locals {
  pushed = var.repository.kind == "codecommit" ? 1 : 0
}

resource "aws_cloudwatch_event_rule" "push" {
  count = local.pushed

  name        = "${var.name}-push"
  description = "Somebody pushed to ${var.branch} of ${var.repository.name}"

  event_pattern = jsonencode({
    source      = ["aws.codecommit"]
    detail-type = ["CodeCommit Repository State Change"]
    resources   = [var.repository.arn]
    detail = {
      event         = ["referenceCreated", "referenceUpdated"]
      referenceType = ["branch"]
      referenceName = [var.branch]
    }
  })
}

data "aws_iam_policy_document" "start" {
  statement {
    actions   = ["codepipeline:StartPipelineExecution"]
    resources = [aws_codepipeline.main.arn]
  }
}

resource "aws_iam_role" "start" {
  count = local.pushed

  name               = "${var.name}-start"
  description        = "Starts the pipeline ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume["events"].json
}

resource "aws_iam_role_policy" "start" {
  count = local.pushed

  name   = "start"
  role   = aws_iam_role.start[0].id
  policy = data.aws_iam_policy_document.start.json
}

resource "aws_cloudwatch_event_target" "push" {
  count = local.pushed

  rule      = aws_cloudwatch_event_rule.push[0].name
  target_id = "pipeline"
  arn       = aws_codepipeline.main.arn
  role_arn  = aws_iam_role.start[0].arn
}
