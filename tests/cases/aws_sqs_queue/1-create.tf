resource "aws_sqs_queue" "subject" {
  name                       = "queue-1"
  visibility_timeout_seconds = 60
  message_retention_seconds  = 86400
  receive_wait_time_seconds  = 10

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_sqs_queue.subject.id
}
