resource "aws_s3_bucket_intelligent_tiering_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id
  name   = "all"
  status = "Disabled"

  filter {
    prefix = "data/"

    tags = {
      Kind = "raw"
    }
  }

  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }

  tiering {
    access_tier = "DEEP_ARCHIVE_ACCESS"
    days        = 180
  }
}

output "import_id" {
  value = aws_s3_bucket_intelligent_tiering_configuration.subject.id
}
