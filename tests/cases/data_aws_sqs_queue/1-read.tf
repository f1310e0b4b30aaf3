data "aws_sqs_queue" "subject" {
  name = aws_sqs_queue.main.name
}

output "arn" {
  value = data.aws_sqs_queue.subject.arn
}

output "tags" {
  value = data.aws_sqs_queue.subject.tags
}
