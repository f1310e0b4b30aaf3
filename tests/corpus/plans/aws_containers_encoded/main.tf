variable "image" {
  type    = string
  default = "web:1.0"
}

resource "aws_cloudwatch_log_group" "web" {
  name_prefix       = "web-"
  retention_in_days = 14
}

resource "aws_iam_role" "task" {
  name               = "task"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_ecs_task_definition" "web" {
  family             = "web"
  execution_role_arn = aws_iam_role.task.arn
  cpu                = 256
  memory             = "512"
  network_mode       = "awsvpc"

  container_definitions = jsonencode([{
    name         = "web"
    image        = var.image
    essential    = true
    cpu          = 256
    portMappings = [for port in [80, 443] : { containerPort = port }]
    environment  = [for name, value in { A = "1", B = true } : { name = name, value = tostring(value) }]
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
    }
  }])

  dynamic "volume" {
    for_each = toset(["data", "cache"])

    content {
      name = volume.value
    }
  }
}

resource "aws_ecs_task_definition" "known" {
  family                = "known"
  container_definitions = jsonencode([{ name = "one", image = var.image, memory = 64 }])
}

resource "aws_ecs_cluster" "main" {
  name = "main"

  dynamic "setting" {
    for_each = { containerInsights = "enabled" }

    content {
      name  = setting.key
      value = setting.value
    }
  }
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2

  network_configuration {
    subnets = ["subnet-1", "subnet-2"]
  }

  dynamic "capacity_provider_strategy" {
    for_each = [["FARGATE", 1], ["FARGATE_SPOT", 3]]

    content {
      capacity_provider = capacity_provider_strategy.value[0]
      weight            = capacity_provider_strategy.value[1]
    }
  }
}

output "family" {
  value = "${aws_ecs_task_definition.web.family}:${aws_ecs_task_definition.known.network_mode == "" ? "default" : "other"}"
}
