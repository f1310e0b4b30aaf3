resource "aws_cloudwatch_event_bus" "main" {
  name = "event-permission"
}
