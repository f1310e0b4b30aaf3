resource "aws_cloudwatch_metric_alarm" "subject" {
  alarm_name          = "metric-alarm-2"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 0.5
  ok_actions          = [aws_sns_topic.main.arn]

  metric_query {
    id          = "rate"
    expression  = "100 * errors / requests"
    label       = "Error rate"
    return_data = true
  }

  metric_query {
    id = "errors"

    metric {
      metric_name = "HTTPCode_ELB_5XX_Count"
      namespace   = "AWS/ApplicationELB"
      period      = 60
      stat        = "Sum"
      unit        = "Count"
      dimensions  = { LoadBalancer = "app/web/1" }
    }
  }

  metric_query {
    id = "requests"

    metric {
      metric_name = "RequestCount"
      namespace   = "AWS/ApplicationELB"
      period      = 60
      stat        = "Sum"
      dimensions  = { LoadBalancer = "app/web/1" }
    }
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_metric_alarm.subject.id
}
