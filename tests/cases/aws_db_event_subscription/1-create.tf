resource "aws_db_event_subscription" "subject" {
  name        = "events-subject"
  sns_topic   = "arn:aws:sns:ap-northeast-2:000000000000:alarms"
  source_type = "db-instance"

  tags = {
    Name = "events"
  }
}

output "import_id" {
  value = aws_db_event_subscription.subject.name
}
