resource "aws_db_event_subscription" "subject" {
  name_prefix = "events-"
  sns_topic   = "arn:aws:sns:ap-northeast-2:000000000000:alarms"
  source_type = "db-snapshot"
}

output "import_id" {
  value = aws_db_event_subscription.subject.name
}
