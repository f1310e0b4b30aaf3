resource "aws_s3_bucket_replication_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id
  role   = aws_iam_role.main.arn

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }

  depends_on = [aws_s3_bucket_versioning.main]
}

output "import_id" {
  value = aws_s3_bucket_replication_configuration.subject.id
}
