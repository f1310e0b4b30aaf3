resource "aws_glue_security_configuration" "subject" {
  name = "closed"

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "DISABLED"
    }

    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "DISABLED"
    }

    s3_encryption {
      s3_encryption_mode = "SSE-S3"
    }
  }
}

output "import_id" {
  value = aws_glue_security_configuration.subject.id
}
