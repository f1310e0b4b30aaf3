data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])

  bucket = "trail-${each.key}-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket_policy" "main" {
  for_each = aws_s3_bucket.main

  bucket = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "look"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = each.value.arn
      },
      {
        Sid       = "write"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${each.value.arn}/*"
        Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" } }
      },
    ]
  })
}

resource "aws_sns_topic" "main" {
  name = "trail"
}
