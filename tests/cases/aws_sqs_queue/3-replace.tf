resource "aws_sqs_queue" "subject" {
  name                        = "queue-2.fifo"
  visibility_timeout_seconds  = 120
  message_retention_seconds   = 86400
  fifo_queue                  = true
  content_based_deduplication = true

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_sqs_queue.subject.id
}
