resource "aws_sqs_queue_redrive_policy" "subject" {
  queue_url      = aws_sqs_queue.other.url
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 })
}

output "import_id" {
  value = aws_sqs_queue_redrive_policy.subject.id
}
