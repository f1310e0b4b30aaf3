resource "aws_scheduler_schedule" "subject" {
  name                         = "nightly"
  group_name                   = aws_scheduler_schedule_group.main.name
  schedule_expression          = "cron(0 2 * * ? *)"
  schedule_expression_timezone = "Asia/Seoul"
  state                        = "ENABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sqs_queue.main.arn
    role_arn = aws_iam_role.main.arn
    input    = jsonencode({ export = "orders" })

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 3
    }
  }
}

output "import_id" {
  value = aws_scheduler_schedule.subject.id
}
