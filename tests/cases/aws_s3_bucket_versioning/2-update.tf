resource "aws_s3_bucket_versioning" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  versioning_configuration {
    status = "Suspended"
  }
}

output "import_id" {
  value = aws_s3_bucket_versioning.subject.id
}
