data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])

  bucket = "listed-${each.key}-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket_ownership_controls" "main" {
  for_each = aws_s3_bucket.main

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}
