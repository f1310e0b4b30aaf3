resource "aws_athena_workgroup" "subject" {
  name        = "analysts"
  description = "Who asks"

  configuration {
    bytes_scanned_cutoff_per_query     = 10485760
    publish_cloudwatch_metrics_enabled = false

    result_configuration {
      output_location = "s3://results/analysts/"

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }

  tags = {
    Name = "analysts"
  }
}

output "import_id" {
  value = aws_athena_workgroup.subject.id
}
