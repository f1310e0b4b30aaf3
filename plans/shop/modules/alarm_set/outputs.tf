output "alarm" {
  description = "The area's alarm."
  value       = aws_cloudwatch_composite_alarm.area.alarm_name
}

output "dashboard" {
  description = "Where the area's dashboard is looked at."
  value       = "https://${data.aws_region.current.name}.console.aws.amazon.com/cloudwatch/home?region=${data.aws_region.current.name}#dashboards/dashboard/${aws_cloudwatch_dashboard.area.dashboard_name}"
}
