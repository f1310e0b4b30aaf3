resource "aws_sns_topic_policy" "subject" {
  arn = aws_sns_topic.main.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "publish"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.main.arn
    }]
  })
}

output "import_id" {
  value = aws_sns_topic_policy.subject.id
}
