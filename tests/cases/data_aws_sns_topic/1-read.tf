data "aws_sns_topic" "subject" {
  name = aws_sns_topic.main.name
}

output "arn" {
  value = data.aws_sns_topic.subject.arn
}

output "tags" {
  value = data.aws_sns_topic.subject.tags
}
