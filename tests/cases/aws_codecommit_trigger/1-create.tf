resource "aws_codecommit_trigger" "subject" {
  repository_name = aws_codecommit_repository.main.repository_name

  trigger {
    name            = "all"
    events          = ["all"]
    destination_arn = aws_sns_topic.main.arn
  }
}

output "import_id" {
  value = aws_codecommit_trigger.subject.id
}
