resource "aws_sqs_queue" "subject" {
  name                       = "queue-1"
  visibility_timeout_seconds = 120
  message_retention_seconds  = 86400
  delay_seconds              = 5
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 })
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "send", Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }]
  })

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_sqs_queue.subject.id
}
