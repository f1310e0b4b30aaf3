resource "aws_sns_topic_subscription" "subject" {
  topic_arn            = aws_sns_topic.main.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.other.arn
  raw_message_delivery = true
}

output "import_id" {
  value = aws_sns_topic_subscription.subject.id
}
