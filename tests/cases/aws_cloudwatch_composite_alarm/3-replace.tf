resource "aws_cloudwatch_composite_alarm" "subject" {
  alarm_name        = "composite-alarm-2"
  alarm_description = "The server area"
  alarm_rule        = "NOT OK(${aws_cloudwatch_metric_alarm.main.alarm_name})"
  ok_actions        = [aws_sns_topic.main.arn]

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_composite_alarm.subject.id
}
