resource "aws_codebuild_report_group" "subject" {
  name = "delivery-reports"
  type = "TEST"

  export_config {
    type = "NO_EXPORT"
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_codebuild_report_group.subject.id
}
