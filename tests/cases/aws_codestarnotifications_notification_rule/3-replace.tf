resource "aws_codestarnotifications_notification_rule" "subject" {
  name           = "delivery-told-more"
  detail_type    = "FULL"
  event_type_ids = ["codecommit-repository-pull-request-merged"]
  resource       = aws_codecommit_repository.other.arn

  target {
    address = aws_sns_topic.main.arn
  }

  target {
    address = aws_sns_topic.other.arn
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codestarnotifications_notification_rule.subject.id
}
