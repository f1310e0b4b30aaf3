resource "aws_sns_topic" "subject" {
  name                             = "topic-1"
  display_name                     = "On duty"
  sqs_success_feedback_role_arn    = aws_iam_role.main.arn
  sqs_success_feedback_sample_rate = 50
  tracing_config                   = "PassThrough"
  signature_version                = 2
  delivery_policy = jsonencode({
    http = { defaultHealthyRetryPolicy = { minDelayTarget = 20, maxDelayTarget = 20, numRetries = 3 } }
  })

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_sns_topic.subject.id
}
