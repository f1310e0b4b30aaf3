resource "aws_config_config_rule" "subject" {
  name = "versioned"

  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }

  depends_on = [aws_config_configuration_recorder.main]
}

output "import_id" {
  value = aws_config_config_rule.subject.id
}
