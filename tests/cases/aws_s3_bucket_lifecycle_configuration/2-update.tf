resource "aws_s3_bucket_lifecycle_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  transition_default_minimum_object_size = "varies_by_storage_class"

  rule {
    id     = "old"
    status = "Disabled"

    filter {
      prefix = "logs/"
    }

    expiration {
      days = 90
    }
  }

  rule {
    id     = "versions"
    status = "Enabled"

    filter {
      and {
        prefix                   = "data/"
        object_size_greater_than = 1024

        tags = {
          Kind = "raw"
        }
      }
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days           = 60
      newer_noncurrent_versions = 3
    }

    noncurrent_version_transition {
      noncurrent_days = 30
      storage_class   = "GLACIER"
    }
  }
}

output "import_id" {
  value = aws_s3_bucket_lifecycle_configuration.subject.id
}
