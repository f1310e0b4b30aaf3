resource "aws_kinesis_firehose_delivery_stream" "subject" {
  name        = "views"
  destination = "http_endpoint"

  http_endpoint_configuration {
    url            = "https://collector.example.com/views"
    name           = "collector"
    access_key     = "first"
    role_arn       = aws_iam_role.main.arn
    s3_backup_mode = "FailedDataOnly"

    s3_configuration {
      role_arn   = aws_iam_role.main.arn
      bucket_arn = aws_s3_bucket.main.arn
    }
  }
}

output "import_id" {
  value = aws_kinesis_firehose_delivery_stream.subject.arn
}
