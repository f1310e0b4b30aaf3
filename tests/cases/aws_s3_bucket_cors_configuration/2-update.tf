resource "aws_s3_bucket_cors_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  cors_rule {
    id              = "put"
    allowed_headers = ["*"]
    allowed_methods = ["PUT", "POST"]
    allowed_origins = ["https://shop.example"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }

  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
}

output "import_id" {
  value = aws_s3_bucket_cors_configuration.subject.id
}
