resource "aws_s3_bucket_logging" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "a/"
}

output "import_id" {
  value = aws_s3_bucket_logging.subject.id
}
