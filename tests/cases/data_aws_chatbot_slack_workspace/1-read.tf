data "aws_chatbot_slack_workspace" "subject" {
  slack_team_name = "provision"
}

output "id" {
  value = data.aws_chatbot_slack_workspace.subject.slack_team_id
}
