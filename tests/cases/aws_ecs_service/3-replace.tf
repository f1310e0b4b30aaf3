resource "aws_ecs_service" "subject" {
  name                               = "web-2"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.main.arn
  desired_count                      = 2
  launch_type                        = "EC2"
  deployment_minimum_healthy_percent = 100
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "instanceId"
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = "${aws_ecs_cluster.main.name}/web-2"
}
