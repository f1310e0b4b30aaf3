# S4: one key for what customers entrust to the shop: database, secret, backups, lake, and what the programs log about them.

data "aws_iam_policy_document" "any_key" {
  # checkov:skip=CKV_AWS_109,CKV_AWS_111,CKV_AWS_356:`*` is the key itself in a key's policy

  # Who may use the key is decided by the policies of the account's roles.
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

locals {
  # Which log groups each key may encrypt.
  log_groups_arn = "arn:${data.aws_partition.current.partition}:logs:${var.region}:${data.aws_caller_identity.current.account_id}:log-group"

  logged = {
    data       = ["*"]
    audit      = [local.trail_log, local.firewall_log]
    operations = ["/aws/codebuild/${var.name}-*", "/aws/lambda/${var.name}-overrun"]
  }
}

data "aws_iam_policy_document" "logs_key" {
  # checkov:skip=CKV_AWS_111,CKV_AWS_356:`*` is the key itself in a key's policy

  for_each = local.logged

  source_policy_documents = [data.aws_iam_policy_document.any_key.json]

  statement {
    sid       = "Logs"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${var.region}.${data.aws_partition.current.dns_suffix}"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = [for group in each.value : "${local.log_groups_arn}:${group}"]
    }
  }
}

resource "aws_kms_key" "data" {
  description             = "Data of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.disposable ? 7 : 30
  policy                  = data.aws_iam_policy_document.logs_key["data"].json
}

resource "aws_kms_alias" "data" {
  name          = "alias/${var.name}-data"
  target_key_id = aws_kms_key.data.key_id
}
