resource "aws_s3_bucket_website_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  index_document {
    suffix = "index.html"
  }
}

output "import_id" {
  value = aws_s3_bucket_website_configuration.subject.id
}
