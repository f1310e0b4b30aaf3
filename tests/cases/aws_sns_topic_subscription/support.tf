resource "aws_sns_topic" "main" {
  name = "topic-subscription"
}

resource "aws_sqs_queue" "main" {
  name = "topic-subscription-1"
}

resource "aws_sqs_queue" "other" {
  name = "topic-subscription-2"
}
