resource "aws_cloudwatch_metric_alarm" "subject" {
  alarm_name          = "metric-alarm-1"
  alarm_description   = "Servers are busy"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  metric_name         = "CPUUtilization"
  namespace           = "AWS/EC2"
  period              = 60
  statistic           = "Average"
  threshold           = 90.5
  alarm_actions       = []
  treat_missing_data  = "notBreaching"

  dimensions = {
    AutoScalingGroupName = "web"
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_metric_alarm.subject.id
}
