resource "aws_cloudwatch_event_bus" "subject" {
  name        = "event-bus-2"
  description = "Orders and returns"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_event_bus.subject.name
}
