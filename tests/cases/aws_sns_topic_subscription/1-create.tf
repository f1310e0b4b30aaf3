resource "aws_sns_topic_subscription" "subject" {
  topic_arn           = aws_sns_topic.main.arn
  protocol            = "sqs"
  endpoint            = aws_sqs_queue.main.arn
  filter_policy       = jsonencode({ store = ["mall"] })
  filter_policy_scope = "MessageBody"
}

output "import_id" {
  value = aws_sns_topic_subscription.subject.id
}
