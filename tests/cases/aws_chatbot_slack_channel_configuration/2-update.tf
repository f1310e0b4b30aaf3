resource "aws_chatbot_slack_channel_configuration" "subject" {
  configuration_name    = "on-duty"
  iam_role_arn          = aws_iam_role.main.arn
  slack_channel_id      = "C0000000000"
  slack_team_id         = "T0000000000"
  sns_topic_arns        = [aws_sns_topic.main.arn, aws_sns_topic.other.arn]
  guardrail_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
  logging_level         = "INFO"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_chatbot_slack_channel_configuration.subject.chat_configuration_arn
}
