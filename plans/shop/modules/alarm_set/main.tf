# One watched area: an alarm for each thing that may go wrong in it, one alarm over them all, which tells somebody, and a dashboard that
# shows the curve and the limit of each.

data "aws_region" "current" {}

# The parts are silent. Ten of them that go off for one reason are one message.
resource "aws_cloudwatch_metric_alarm" "part" {
  for_each = var.alarms

  alarm_name        = "${var.name}-${replace(each.key, "_", "-")}"
  alarm_description = each.value.title

  namespace          = each.value.namespace
  metric_name        = each.value.metric
  dimensions         = each.value.dimensions
  statistic          = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic = startswith(each.value.statistic, "p") ? each.value.statistic : null

  comparison_operator = each.value.comparison
  threshold           = each.value.limit
  period              = each.value.seconds
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing
}

resource "aws_cloudwatch_composite_alarm" "area" {
  alarm_name        = var.name
  alarm_description = var.title
  alarm_rule        = join(" OR ", [for name in local.names : "ALARM(${aws_cloudwatch_metric_alarm.part[name].alarm_name})"])
  alarm_actions     = [var.topic_arn]
  ok_actions        = [var.topic_arn]
}

locals {
  names = sort(keys(var.alarms))
  rows  = ceil(length(local.names) / 3)

  state = [{
    type   = "alarm"
    x      = 0
    y      = 0
    width  = 24
    height = 3
    properties = {
      title  = var.title
      alarms = concat([aws_cloudwatch_composite_alarm.area.arn], [for name in local.names : aws_cloudwatch_metric_alarm.part[name].arn])
    }
  }]

  curves = [for index, name in local.names : {
    type   = "metric"
    x      = index % 3 * 8
    y      = 3 + floor(index / 3) * 6
    width  = 8
    height = 6
    properties = {
      title  = var.alarms[name].title
      region = data.aws_region.current.name
      metrics = [concat(
        [var.alarms[name].namespace, var.alarms[name].metric],
        flatten([for key, value in var.alarms[name].dimensions : [key, value]]),
        [{ stat = var.alarms[name].statistic, period = var.alarms[name].seconds }],
      )]
      annotations = { horizontal = [{ label = "limit", value = var.alarms[name].limit }] }
    }
  }]

  lines = [for index, title in sort(keys(var.logs)) : {
    type   = "log"
    x      = 0
    y      = 3 + local.rows * 6 + index * 6
    width  = 24
    height = 6
    properties = {
      title  = title
      region = data.aws_region.current.name
      view   = "table"
      query  = "SOURCE '${var.logs[title].group}' | ${var.logs[title].query}"
    }
  }]
}

resource "aws_cloudwatch_dashboard" "area" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = concat(local.state, local.curves, local.lines) })
}
