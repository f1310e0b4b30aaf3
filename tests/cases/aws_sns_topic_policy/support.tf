resource "aws_sns_topic" "main" {
  name = "topic-policy-1"
}

resource "aws_sns_topic" "other" {
  name = "topic-policy-2"
}
