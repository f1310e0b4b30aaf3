variable "alarms" {
  type = map(object({
    metric     = string
    threshold  = number
    comparison = optional(string, "GreaterThanThreshold")
    dimensions = optional(map(string), {})
    queries    = optional(list(object({ id = string, expression = optional(string), metric = optional(string) })), [])
  }))
  default = {
    cpu    = { metric = "CPUUtilization", threshold = 80.5, dimensions = { Cluster = "main" } }
    errors = { metric = "", threshold = 1e2, queries = [{ id = "e1", expression = "m1/m2" }, { id = "m1", metric = "Errors" }, { id = "m2", metric = "All" }] }
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}

resource "aws_cloudwatch_metric_alarm" "each" {
  for_each            = var.alarms
  alarm_name          = "shop-${each.key}"
  comparison_operator = each.value.comparison
  evaluation_periods  = 2
  threshold           = each.value.threshold
  metric_name         = each.value.metric == "" ? null : each.value.metric
  namespace           = each.value.metric == "" ? null : "AWS/ECS"
  period              = length(each.value.queries) > 0 ? null : 60
  statistic           = length(each.value.queries) > 0 ? null : "Average"
  dimensions          = each.value.dimensions
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dynamic "metric_query" {
    for_each = each.value.queries
    iterator = q

    content {
      id          = q.value.id
      expression  = q.value.expression
      return_data = q.value.expression != null

      dynamic "metric" {
        for_each = q.value.metric[*]

        content {
          metric_name = metric.value
          namespace   = "AWS/ApplicationELB"
          period      = 60
          stat        = "Sum"
        }
      }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "all" {
  alarm_name    = "all"
  alarm_rule    = join(" OR ", [for key, alarm in aws_cloudwatch_metric_alarm.each : "ALARM(\"${alarm.alarm_name}\")"])
  alarm_actions = aws_cloudwatch_metric_alarm.each["cpu"].alarm_actions
}

resource "aws_cloudwatch_dashboard" "all" {
  dashboard_name = "all"
  dashboard_body = jsonencode({
    widgets = [for i, key in sort(keys(var.alarms)) : {
      type = "alarm", x = (i % 2) * 12, y = floor(i / 2) * 6, width = 12, height = 6
      properties = { title = title(key), alarms = [aws_cloudwatch_metric_alarm.each[key].arn] }
    }]
  })
}
