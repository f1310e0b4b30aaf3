# Dynamic blocks in dynamic blocks, in a data source that is computed offline and in one that has to wait.

variable "statements" {
  type = list(object({
    sid        = string
    actions    = set(string)
    resources  = list(string)
    conditions = optional(map(object({ test = string, values = list(string) })), {})
  }))
  default = [
    { sid = "Read", actions = ["s3:GetObject", "s3:ListBucket"], resources = ["*"] },
    {
      sid        = "Write"
      actions    = ["s3:PutObject"]
      resources  = ["arn:aws:s3:::x/*"]
      conditions = { "aws:username" = { test = "StringLike", values = ["a*", "b*"] } }
    },
  ]
}

resource "aws_s3_bucket" "b" {
  bucket_prefix = "corpus-"
}

data "aws_iam_policy_document" "known" {
  dynamic "statement" {
    for_each = var.statements
    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources
      dynamic "condition" {
        for_each = statement.value.conditions
        content {
          variable = condition.key
          test     = condition.value.test
          values   = condition.value.values
        }
      }
    }
  }
}

data "aws_iam_policy_document" "later" {
  dynamic "statement" {
    for_each = var.statements
    iterator = s
    content {
      sid       = s.value.sid
      actions   = s.value.actions
      resources = concat(s.value.resources, [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"])
    }
  }
}

resource "aws_iam_role" "r" {
  name = "corpus"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "known" {
  role   = aws_iam_role.r.name
  policy = data.aws_iam_policy_document.known.json
}

resource "aws_iam_role_policy" "later" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.later.json
}

output "known" {
  value = data.aws_iam_policy_document.known.json
}

output "later" {
  value = data.aws_iam_policy_document.later.json
}

output "later_statements" {
  value = length(data.aws_iam_policy_document.later.statement)
}
