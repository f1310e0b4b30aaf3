resource "aws_cloudwatch_composite_alarm" "subject" {
  alarm_name        = "composite-alarm-1"
  alarm_description = "The server area"
  alarm_rule        = "ALARM(${aws_cloudwatch_metric_alarm.main.alarm_name})"
  alarm_actions     = [aws_sns_topic.main.arn]

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_cloudwatch_composite_alarm.subject.id
}
