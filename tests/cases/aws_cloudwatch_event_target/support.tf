resource "aws_sns_topic" "main" {
  name = "event-target"
}

resource "aws_sqs_queue" "main" {
  name = "event-target"
}

resource "aws_cloudwatch_event_rule" "main" {
  name                = "event-target"
  schedule_expression = "rate(1 day)"
}
