resource "aws_s3_bucket_notification" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  eventbridge = true
}

output "import_id" {
  value = aws_s3_bucket_notification.subject.id
}
