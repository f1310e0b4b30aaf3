resource "aws_s3_bucket_ownership_controls" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

output "import_id" {
  value = aws_s3_bucket_ownership_controls.subject.id
}
