resource "aws_s3_bucket_replication_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id
  role   = aws_iam_role.main.arn

  rule {
    id       = "all"
    priority = 1
    status   = "Disabled"

    filter {
      and {
        prefix = "data/"

        tags = {
          Kind = "raw"
        }
      }
    }

    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket        = aws_s3_bucket.copy.arn
      storage_class = "STANDARD_IA"
    }
  }

  rule {
    id       = "logs"
    priority = 2
    status   = "Enabled"

    filter {
      prefix = "logs/"
    }

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.copy.arn

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.main]
}

output "import_id" {
  value = aws_s3_bucket_replication_configuration.subject.id
}
