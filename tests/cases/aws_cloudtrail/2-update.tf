resource "aws_cloudtrail" "subject" {
  name                  = "all-calls"
  s3_bucket_name        = aws_s3_bucket_policy.main["two"].bucket
  is_multi_region_trail = true
  enable_logging        = false

  advanced_event_selector {
    name = "writes"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }

    field_selector {
      field           = "resources.ARN"
      not_starts_with = ["${aws_s3_bucket.main["two"].arn}/"]
    }
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_cloudtrail.subject.id
}
