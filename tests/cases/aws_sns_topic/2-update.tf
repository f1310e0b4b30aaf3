resource "aws_sns_topic" "subject" {
  name                             = "topic-1"
  display_name                     = "Day and night"
  sqs_success_feedback_role_arn    = aws_iam_role.main.arn
  sqs_success_feedback_sample_rate = 100
  tracing_config                   = "Active"
  signature_version                = 1
  kms_master_key_id                = "alias/aws/sns"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_sns_topic.subject.id
}
