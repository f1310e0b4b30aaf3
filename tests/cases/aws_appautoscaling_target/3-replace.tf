resource "aws_appautoscaling_target" "subject" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.other.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 4

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = "ecs/${aws_appautoscaling_target.subject.resource_id}/ecs:service:DesiredCount"
}
