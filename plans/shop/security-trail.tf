# S3, S4: who called what in this account, and who talked to whom in the VPC. Both are kept in one bucket under a key of its own, so that
# who may read the customers' data may not read these, and the other way round.

locals {
  audit_bucket_name = "${var.name}-${var.environment}-audit-${data.aws_caller_identity.current.account_id}"
  audit_bucket_arn  = "arn:${data.aws_partition.current.partition}:s3:::${local.audit_bucket_name}"

  # Known before the trail is there, since the key and the bucket let nobody but this trail in.
  trail_arn = "arn:${data.aws_partition.current.partition}:cloudtrail:${var.region}:${data.aws_caller_identity.current.account_id}:trail/${var.name}"
  trail_log = "/aws/cloudtrail/${var.name}"

  # WAF writes to groups whose name begins like this only.
  firewall_log = "aws-waf-logs-${var.name}-site"
}

data "aws_iam_policy_document" "audit_key" {
  # checkov:skip=CKV_AWS_111,CKV_AWS_356:`*` is the key itself in a key's policy
  source_policy_documents = [data.aws_iam_policy_document.logs_key["audit"].json]

  statement {
    sid       = "Trail"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }

  statement {
    sid       = "FlowLog"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_kms_key" "audit" {
  description             = "What is recorded about the use of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.disposable ? 7 : 30
  policy                  = data.aws_iam_policy_document.audit_key.json
}

resource "aws_kms_alias" "audit" {
  name          = "alias/${var.name}-audit"
  target_key_id = aws_kms_key.audit.key_id
}

# The last two are named as AWS names them; it would add its own otherwise.
data "aws_iam_policy_document" "audit_bucket" {
  statement {
    sid       = "TrailLooks"
    actions   = ["s3:GetBucketAcl"]
    resources = [local.audit_bucket_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }

  statement {
    sid       = "TrailWrites"
    actions   = ["s3:PutObject"]
    resources = ["${local.audit_bucket_arn}/trail/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }

  statement {
    sid       = "AWSLogDeliveryWrite"
    actions   = ["s3:PutObject"]
    resources = ["${local.audit_bucket_arn}/flows/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }

  statement {
    sid       = "AWSLogDeliveryAclCheck"
    actions   = ["s3:GetBucketAcl"]
    resources = [local.audit_bucket_arn]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

module "audit" {
  source = "./modules/bucket"

  name       = local.audit_bucket_name
  key_arn    = aws_kms_key.audit.arn
  keep_days  = var.audit_days.files
  cold_days  = var.audit_days.files > 120 ? 90 : null
  policy     = data.aws_iam_policy_document.audit_bucket.json
  disposable = var.disposable
}

# Beside the files, which are kept long and asked by Athena, the newest calls lie in a log, on which the filters of security-audit.tf look.
resource "aws_cloudwatch_log_group" "trail" {
  name              = local.trail_log
  retention_in_days = var.audit_days.logs
  kms_key_id        = aws_kms_key.audit.arn
}

data "aws_iam_policy_document" "trail_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "trail" {
  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.trail.arn}:log-stream:*"]
  }
}

resource "aws_iam_role" "trail" {
  name               = "${var.name}-trail"
  description        = "Writes the trail of ${var.name} to its log"
  assume_role_policy = data.aws_iam_policy_document.trail_assume.json
}

resource "aws_iam_role_policy" "trail" {
  name   = "log"
  role   = aws_iam_role.trail.id
  policy = data.aws_iam_policy_document.trail.json
}

resource "aws_cloudtrail" "main" {
  # checkov:skip=CKV_AWS_252:Nobody wants to hear of every file; what somebody should hear of is filtered in security-audit.tf

  name                          = var.name
  s3_bucket_name                = module.audit.id
  s3_key_prefix                 = "trail"
  kms_key_id                    = aws_kms_key.audit.arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn

  # The bucket with its policy, which CloudTrail tries.
  depends_on = [module.audit, aws_iam_role_policy.trail]
}

resource "aws_flow_log" "vpc" {
  vpc_id                   = aws_vpc.main.id
  traffic_type             = "ALL"
  log_destination_type     = "s3"
  log_destination          = "${module.audit.arn}/flows/"
  max_aggregation_interval = 600

  destination_options {
    file_format        = "parquet"
    per_hour_partition = false
  }

  tags = {
    Name = var.name
  }

  depends_on = [module.audit]
}
