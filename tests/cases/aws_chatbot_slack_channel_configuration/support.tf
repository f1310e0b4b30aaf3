resource "aws_iam_role" "main" {
  name = "slack-channel"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "chatbot.amazonaws.com" } }]
  })
}

resource "aws_sns_topic" "main" {
  name = "slack-channel-1"
}

resource "aws_sns_topic" "other" {
  name = "slack-channel-2"
}
