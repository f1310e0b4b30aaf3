resource "aws_ecs_cluster" "main" {
  name = "service"
}

resource "aws_ecs_task_definition" "main" {
  family = "service"

  container_definitions = jsonencode([{
    name      = "web"
    image     = "nginx"
    cpu       = 10
    memory    = 64
    essential = true
  }])
}
