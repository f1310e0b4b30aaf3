resource "aws_codebuild_report_group" "subject" {
  name = "delivery-reports"
  type = "TEST"

  export_config {
    type = "S3"

    s3_destination {
      bucket              = "delivery-reports"
      encryption_disabled = false
      encryption_key      = aws_kms_key.main.arn
      packaging           = "ZIP"
      path                = "tests"
    }
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codebuild_report_group.subject.id
}
