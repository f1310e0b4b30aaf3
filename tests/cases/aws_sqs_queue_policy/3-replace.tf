resource "aws_sqs_queue_policy" "subject" {
  queue_url = aws_sqs_queue.other.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "send"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.other.arn
    }]
  })
}

output "import_id" {
  value = aws_sqs_queue_policy.subject.id
}
