resource "aws_cloudtrail" "subject" {
  name                       = "all-calls"
  s3_bucket_name             = aws_s3_bucket_policy.main["one"].bucket
  s3_key_prefix              = "calls"
  sns_topic_name             = aws_sns_topic.main.name
  enable_log_file_validation = true

  event_selector {
    read_write_type = "WriteOnly"

    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.main["two"].arn}/"]
    }
  }

  insight_selector {
    insight_type = "ApiCallRateInsight"
  }

  tags = {
    Name = "calls"
  }
}

output "import_id" {
  value = aws_cloudtrail.subject.id
}
