data "aws_iam_policy_document" "source" {
  statement {
    sid       = "Shared"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::source/*"]
  }
}

data "aws_iam_policy_document" "override" {
  statement {
    sid       = "Shared"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "whole" {
  policy_id                 = "whole"
  version                   = "2012-10-17"
  source_policy_documents   = [data.aws_iam_policy_document.source.json]
  override_policy_documents = [data.aws_iam_policy_document.override.json]

  statement {
    sid           = "Several"
    actions       = ["ec2:StopInstances", "ec2:DescribeInstances"]
    not_resources = ["arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:*:*:snapshot/*"]

    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/team"
      values   = ["b*", "a*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }

  statement {
    not_actions = ["iam:*"]
    resources   = ["arn:aws:s3:::bucket/&{aws:username}/*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]
    }

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }

  statement {
    actions   = ["*"]
    resources = ["*"]

    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "empty" {}

output "documents" {
  value = [data.aws_iam_policy_document.whole.json, data.aws_iam_policy_document.whole.minified_json, data.aws_iam_policy_document.empty.json]
}
