resource "aws_ecs_cluster" "main" {
  name = "action"
}

resource "aws_ecs_task_definition" "main" {
  family = "action"

  container_definitions = jsonencode([{
    name      = "web"
    image     = "nginx"
    cpu       = 10
    memory    = 64
    essential = true
  }])
}

resource "aws_ecs_service" "main" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.main.arn
  desired_count   = 1
}

resource "aws_appautoscaling_target" "main" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.main.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 4
}
