variable "readers" {
  type    = list(string)
  default = ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"]
}

resource "aws_s3_bucket" "lake" {
  bucket = "lake-of-many"
}

data "aws_iam_policy_document" "lake" {
  dynamic "statement" {
    for_each = { for i, arn in var.readers : "reader${i}" => arn }

    content {
      sid       = statement.key
      actions   = ["s3:GetObject"]
      resources = ["${aws_s3_bucket.lake.arn}/*", "arn:aws:s3:::lake-of-many/*"]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }

      dynamic "condition" {
        for_each = statement.key == "reader1" ? [true] : []

        content {
          test     = "Bool"
          variable = "aws:SecureTransport"
          values   = [condition.value]
        }
      }
    }
  }
}

data "aws_iam_policy_document" "known" {
  override_policy_documents = [jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "a", Effect = "Deny", Action = "*", Resource = "*" }] })]

  statement {
    sid       = "a"
    actions   = ["sqs:*"]
    resources = ["*"]
  }
}

resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id
  policy = data.aws_iam_policy_document.lake.json
}

resource "aws_iam_policy" "known" {
  name   = "known"
  policy = data.aws_iam_policy_document.known.json
}

output "statements" {
  value = jsondecode(data.aws_iam_policy_document.known.json).Statement[*].Effect
}
