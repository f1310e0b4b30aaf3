resource "aws_appautoscaling_scheduled_action" "subject" {
  name               = "night"
  service_namespace  = aws_appautoscaling_target.main.service_namespace
  resource_id        = aws_appautoscaling_target.main.resource_id
  scalable_dimension = aws_appautoscaling_target.main.scalable_dimension
  schedule           = "cron(0 9 * * ? *)"
  timezone           = "Asia/Seoul"
  start_time         = "2040-01-01T00:00:00Z"

  scalable_target_action {
    min_capacity = "0"
    max_capacity = "4"
  }
}

output "import_id" {
  value = "ecs/${aws_appautoscaling_scheduled_action.subject.resource_id}/ecs:service:DesiredCount/night"
}
