# One container as an ECS service behind a load balancer, on the instances of its tier, scaled by CPU use.

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

# What ECS needs to start the container: its image, its log, its secrets.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  description        = "Starts the containers of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# What the program in the container may do.
resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  description        = "The program in the containers of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

data "aws_iam_policy_document" "task" {
  statement {
    sid = "OpenShellForOperators"
    actions = [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "task" {
  name   = "task"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}

resource "aws_cloudwatch_log_group" "main" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  name              = "/ecs/${var.name}"
  retention_in_days = var.log_days
  kms_key_id        = var.key_arn
}

locals {
  # A container cannot ask its instance where it is.
  environment = merge({ AWS_REGION = data.aws_region.current.name }, var.environment)
}

resource "aws_ecs_task_definition" "main" {
  family                   = var.name
  requires_compatibilities = ["EC2"]
  network_mode             = "bridge"
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([
    {
      name      = "main"
      image     = var.image
      cpu       = var.cpu
      memory    = var.memory
      essential = true

      # No fixed port on the instance, so that several of one kind fit on it.
      portMappings = [{ containerPort = var.port, hostPort = 0, protocol = "tcp" }]

      environment = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.main.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "main"
        }
      }
    },
  ])

  # A revision is wanted before this one goes.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_ecs_service" "main" {
  count = var.blue_green ? 0 : 1

  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = aws_ecs_task_definition.main.arn
  desired_count                      = var.tasks.min
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_execute_command             = true
  propagate_tags                     = "SERVICE"
  wait_for_steady_state              = var.wait

  capacity_provider_strategy {
    capacity_provider = var.capacity_provider
    weight            = 1
    base              = 0
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "main"
    container_port   = var.port
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }

  ordered_placement_strategy {
    type  = "binpack"
    field = "memory"
  }

  # How many there are is the scaling's business.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_iam_role_policy_attachment.execution, aws_iam_role_policy.task]
}

# The same under CodeDeploy, which brings a second set of tasks in beside the first.
resource "aws_ecs_service" "blue_green" {
  count = var.blue_green ? 1 : 0

  name                               = "${var.name}-bg"
  cluster                            = var.cluster_arn
  task_definition                    = aws_ecs_task_definition.main.arn
  desired_count                      = var.tasks.min
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_execute_command             = true
  propagate_tags                     = "SERVICE"

  capacity_provider_strategy {
    capacity_provider = var.capacity_provider
    weight            = 1
    base              = 0
  }

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "main"
    container_port   = var.port
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }

  ordered_placement_strategy {
    type  = "binpack"
    field = "memory"
  }

  # How many there are is the scaling's business; what runs and behind which target group is CodeDeploy's.
  lifecycle {
    ignore_changes = [desired_count, load_balancer, task_definition]
  }

  depends_on = [aws_iam_role_policy_attachment.execution, aws_iam_role_policy.task]
}

locals {
  service = one(concat(aws_ecs_service.main, aws_ecs_service.blue_green))
}

resource "aws_appautoscaling_target" "main" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.cluster_name}/${local.service.name}"
  min_capacity       = var.tasks.min
  max_capacity       = var.tasks.max
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.main.service_namespace
  scalable_dimension = aws_appautoscaling_target.main.scalable_dimension
  resource_id        = aws_appautoscaling_target.main.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.cpu_percent
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
