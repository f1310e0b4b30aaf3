resource "aws_cloudwatch_event_permission" "subject" {
  event_bus_name = aws_cloudwatch_event_bus.main.name
  statement_id   = "first"
  principal      = "222222222222"
}

output "import_id" {
  value = aws_cloudwatch_event_permission.subject.id
}
