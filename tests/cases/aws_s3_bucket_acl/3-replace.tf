resource "aws_s3_bucket_acl" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  acl = "private"

  depends_on = [aws_s3_bucket_ownership_controls.main]
}

output "import_id" {
  value = aws_s3_bucket_acl.subject.id
}
