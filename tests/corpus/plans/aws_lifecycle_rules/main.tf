locals {
  rules = yamldecode(<<-YAML
    - id: logs
      prefix: logs/
      days: 30
    - id: raw
      prefix: raw/
      days: 90
      glacier: 30
    - id: all
      days: 365
  YAML
  )
}

resource "aws_s3_bucket" "b" {
  bucket_prefix = "lake-"
  force_destroy = true
}

resource "aws_s3_bucket_lifecycle_configuration" "b" {
  bucket = aws_s3_bucket.b.bucket

  dynamic "rule" {
    for_each = local.rules

    content {
      id     = rule.value.id
      status = "Enabled"

      filter {
        prefix = try(rule.value.prefix, "")
      }

      expiration {
        days = rule.value.days
      }

      dynamic "transition" {
        for_each = can(rule.value.glacier) ? [rule.value.glacier] : []

        content {
          days          = transition.value
          storage_class = "GLACIER"
        }
      }
    }
  }
}

resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id

  versioning_configuration {
    status = anytrue([for rule in local.rules : rule.days > 300]) ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_object" "files" {
  for_each = fileset(path.module, "files/*.sql")
  bucket   = aws_s3_bucket.b.id
  key      = trimprefix(each.value, "files/")
  source   = "${path.module}/${each.value}"
  etag     = filemd5("${path.module}/${each.value}")
  tags     = { Lines = length(split("\n", trimspace(file("${path.module}/${each.value}")))) }
}

output "keys" {
  value = values(aws_s3_object.files)[*].key
}
