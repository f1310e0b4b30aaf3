resource "aws_ecs_capacity_provider" "subject" {
  name = "instances-2"

  auto_scaling_group_provider {
    auto_scaling_group_arn         = "arn:aws:autoscaling:ap-northeast-2:123456789012:autoScalingGroup:0a1b2c3d-0000-4000-8000-000000000001:autoScalingGroupName/tasks"
    managed_draining               = "ENABLED"
    managed_termination_protection = "DISABLED"

    managed_scaling {
      instance_warmup_period    = 60
      maximum_scaling_step_size = 10
      minimum_scaling_step_size = 1
      status                    = "ENABLED"
      target_capacity           = 80
    }
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_ecs_capacity_provider.subject.arn
}
