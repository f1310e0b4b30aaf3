resource "aws_cloudwatch_event_bus" "subject" {
  name        = "event-bus-1"
  description = "Orders"

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_cloudwatch_event_bus.subject.name
}
