resource "aws_ecs_task_definition" "subject" {
  family                   = "task"
  cpu                      = "256"
  memory                   = "512"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]

  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx:1"
    essential    = true
    environment  = [{ name = "B", value = "2" }, { name = "A", value = "1" }]
    portMappings = [{ containerPort = 80 }]
  }])

  volume {
    name = "data"
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_ecs_task_definition.subject.arn
}
