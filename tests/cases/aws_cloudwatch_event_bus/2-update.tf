resource "aws_cloudwatch_event_bus" "subject" {
  name        = "event-bus-1"
  description = "Orders and returns"

  dead_letter_config {
    arn = aws_sqs_queue.main.arn
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_event_bus.subject.name
}
