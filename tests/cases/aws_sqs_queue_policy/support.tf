resource "aws_sqs_queue" "main" {
  name = "queue-policy-1"
}

resource "aws_sqs_queue" "other" {
  name = "queue-policy-2"
}
