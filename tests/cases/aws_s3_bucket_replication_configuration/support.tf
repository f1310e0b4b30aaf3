data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])

  bucket = "copied-${each.key}-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket" "copy" {
  bucket = "copied-copy-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket_versioning" "main" {
  for_each = merge(aws_s3_bucket.main, { copy = aws_s3_bucket.copy })

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "main" {
  name = "copied-replication"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
