resource "aws_ecs_cluster" "main" {
  name = "target"
}

resource "aws_ecs_task_definition" "main" {
  family = "target"

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

resource "aws_ecs_service" "other" {
  name            = "api"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.main.arn
  desired_count   = 1
}
