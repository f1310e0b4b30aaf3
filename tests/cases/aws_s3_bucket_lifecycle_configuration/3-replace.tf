resource "aws_s3_bucket_lifecycle_configuration" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  rule {
    id     = "old"
    status = "Enabled"

    filter {}

    expiration {
      days = 365
    }

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = 90
      storage_class = "GLACIER"
    }
  }
}

output "import_id" {
  value = aws_s3_bucket_lifecycle_configuration.subject.id
}
