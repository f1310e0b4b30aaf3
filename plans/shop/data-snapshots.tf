# Version 1.1 of the estate: every night the newest snapshot of the database is exported to the lake. Since 1.3 a job extracts the tables instead,
# without what is personal.

data "aws_iam_policy_document" "export_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["export.rds.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

# RDS itself writes to the lake, by this role.
resource "aws_iam_role" "export" {
  count = var.analysis.snapshots ? 1 : 0

  name               = "${var.name}-export"
  description        = "Exports snapshots of the database of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.export_assume.json
}

data "aws_iam_policy_document" "export" {
  count = var.analysis.snapshots ? 1 : 0

  statement {
    sid       = "WriteLake"
    actions   = ["s3:DeleteObject*", "s3:GetBucketLocation", "s3:GetObject*", "s3:ListBucket", "s3:PutObject*"]
    resources = [module.lake["raw"].arn, "${module.lake["raw"].arn}/snapshots/*"]
  }
}

resource "aws_iam_role_policy" "export" {
  count = var.analysis.snapshots ? 1 : 0

  name   = "lake"
  role   = aws_iam_role.export[0].id
  policy = data.aws_iam_policy_document.export[0].json
}

data "aws_iam_policy_document" "snapshots" {
  # checkov:skip=CKV_AWS_111,CKV_AWS_356:An export knows no resource to be limited to; it can only be given the role below

  count = var.analysis.snapshots ? 1 : 0

  statement {
    sid       = "Export"
    actions   = ["rds:DescribeDBSnapshots", "rds:DescribeExportTasks", "rds:StartExportTask"]
    resources = ["*"]
  }

  statement {
    sid       = "HandRoleToExport"
    actions   = ["iam:PassRole"]
    resources = aws_iam_role.export[*].arn
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
    resources = [aws_kms_key.data.arn]
  }
}

module "snapshots" {
  source = "./modules/function"
  count  = var.analysis.snapshots ? 1 : 0

  name        = "${var.name}-snapshots"
  description = "Exports the newest snapshot of the database to the lake"
  package     = "${path.module}/assets/snapshots.zip"
  key_arn     = aws_kms_key.data.arn
  policy      = data.aws_iam_policy_document.snapshots[0].json

  environment = {
    DATABASE = aws_db_instance.main.identifier
    BUCKET   = module.lake["raw"].id
    PREFIX   = "snapshots"
    ROLE     = aws_iam_role.export[0].arn
    KEY      = aws_kms_key.data.arn
  }
}

# 03:00 in Seoul, when the automated backup is done.
resource "aws_cloudwatch_event_rule" "snapshots" {
  count = var.analysis.snapshots ? 1 : 0

  name                = "${var.name}-snapshots"
  description         = "Every night the newest snapshot goes to the lake"
  schedule_expression = "cron(0 18 * * ? *)"
}

resource "aws_cloudwatch_event_target" "snapshots" {
  count = var.analysis.snapshots ? 1 : 0

  rule      = aws_cloudwatch_event_rule.snapshots[0].name
  target_id = "snapshots"
  arn       = module.snapshots[0].arn
}

resource "aws_lambda_permission" "snapshots" {
  count = var.analysis.snapshots ? 1 : 0

  statement_id  = "nightly"
  action        = "lambda:InvokeFunction"
  function_name = module.snapshots[0].name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.snapshots[0].arn
}
