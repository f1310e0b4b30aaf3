resource "aws_s3_bucket_server_side_encryption_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

output "import_id" {
  value = aws_s3_bucket_server_side_encryption_configuration.subject.id
}
