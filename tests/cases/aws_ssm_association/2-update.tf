resource "aws_ssm_association" "subject" {
  name                        = aws_ssm_document.hello.name
  association_name            = "greet-all"
  apply_only_at_cron_interval = true
  compliance_severity         = "LOW"
  max_concurrency             = "10%"
  max_errors                  = "1"
  schedule_expression         = "cron(0 2 ? * SUN *)"
  sync_compliance             = "AUTO"

  targets {
    key    = "InstanceIds"
    values = ["*"]
  }

  output_location {
    s3_bucket_name = "logs-of-greetings"
    s3_key_prefix  = "greet"
  }
}

output "import_id" {
  value = aws_ssm_association.subject.association_id
}
