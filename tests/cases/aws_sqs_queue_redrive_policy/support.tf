resource "aws_sqs_queue" "main" {
  name = "redrive-policy-1"
}

resource "aws_sqs_queue" "other" {
  name = "redrive-policy-2"
}

resource "aws_sqs_queue" "dead" {
  name = "redrive-policy-dead"
}
