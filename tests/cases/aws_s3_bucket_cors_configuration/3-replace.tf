resource "aws_s3_bucket_cors_configuration" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
}

output "import_id" {
  value = aws_s3_bucket_cors_configuration.subject.id
}
