resource "aws_sqs_queue" "dead" {
  name = "queue-dead"
}
