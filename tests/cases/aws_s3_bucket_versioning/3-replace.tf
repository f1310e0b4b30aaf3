resource "aws_s3_bucket_versioning" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  versioning_configuration {
    status = "Enabled"
  }
}

output "import_id" {
  value = aws_s3_bucket_versioning.subject.id
}
