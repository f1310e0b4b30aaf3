resource "aws_s3_bucket_server_side_encryption_configuration" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }

    bucket_key_enabled = true
  }
}

output "import_id" {
  value = aws_s3_bucket_server_side_encryption_configuration.subject.id
}
