# A private bucket: encrypted, versioned, reached over TLS only, and old objects cleared away.

resource "aws_s3_bucket" "main" {
  # checkov:skip=CKV_AWS_18:Who uses the key of what lies in a bucket is in the trail; the one bucket without a key holds access logs itself
  # checkov:skip=CKV_AWS_144:One region is asked for, and data of customers stays in it
  # checkov:skip=CKV2_AWS_62:Only `raw` has somebody to tell, in data-survey.tf

  bucket        = var.name
  force_destroy = var.disposable
}

resource "aws_s3_bucket_public_access_block" "main" {
  bucket = aws_s3_bucket.main.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "main" {
  bucket = aws_s3_bucket.main.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "main" {
  bucket = aws_s3_bucket.main.id

  rule {
    bucket_key_enabled = var.key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "main" {
  # checkov:skip=CKV_AWS_300:The rule `versions` does; where there are rules beside it, it is not seen

  bucket = aws_s3_bucket.main.id

  rule {
    id     = "versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = var.cold_days == null ? [] : [var.cold_days]

    content {
      id     = "cold"
      status = "Enabled"

      filter {}

      transition {
        days          = rule.value
        storage_class = "STANDARD_IA"
      }
    }
  }

  dynamic "rule" {
    for_each = var.keep_days == null ? [] : [var.keep_days]

    content {
      id     = "old"
      status = "Enabled"

      filter {}

      expiration {
        days = rule.value
      }
    }
  }

  # S3 applies the rules on versions once they are on.
  depends_on = [aws_s3_bucket_versioning.main]
}

data "aws_iam_policy_document" "main" {
  source_policy_documents = var.policy == null ? [] : [var.policy]

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.main.arn, "${aws_s3_bucket.main.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "main" {
  bucket = aws_s3_bucket.main.id
  policy = data.aws_iam_policy_document.main.json

  # A policy is refused while a change of the public access block is under way.
  depends_on = [aws_s3_bucket_public_access_block.main]
}
