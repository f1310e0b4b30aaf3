resource "aws_s3_bucket_intelligent_tiering_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id
  name   = "others"

  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}

output "import_id" {
  value = aws_s3_bucket_intelligent_tiering_configuration.subject.id
}
