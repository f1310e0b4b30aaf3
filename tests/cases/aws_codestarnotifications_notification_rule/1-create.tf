resource "aws_codestarnotifications_notification_rule" "subject" {
  name           = "delivery-told"
  detail_type    = "BASIC"
  event_type_ids = ["codecommit-repository-comments-on-commits"]
  resource       = aws_codecommit_repository.main.arn

  target {
    address = aws_sns_topic.main.arn
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_codestarnotifications_notification_rule.subject.id
}
