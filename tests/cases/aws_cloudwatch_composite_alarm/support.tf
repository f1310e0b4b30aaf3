resource "aws_sns_topic" "main" {
  name = "composite-alarm"
}

resource "aws_cloudwatch_metric_alarm" "main" {
  alarm_name          = "composite-alarm-part"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "CPUUtilization"
  namespace           = "AWS/EC2"
  period              = 60
  statistic           = "Average"
  threshold           = 80
}
