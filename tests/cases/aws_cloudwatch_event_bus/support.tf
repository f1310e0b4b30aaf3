resource "aws_sqs_queue" "main" {
  name = "event-bus"
}
