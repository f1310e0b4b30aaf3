resource "aws_autoscaling_group" "subject" {
  name                      = "group"
  default_cooldown          = 60
  default_instance_warmup   = 60
  desired_capacity          = 1
  enabled_metrics           = ["GroupMinSize", "GroupTotalInstances"]
  health_check_grace_period = 30
  health_check_type         = "EC2"
  max_size                  = 2
  min_size                  = 0
  suspended_processes       = ["AZRebalance", "AlarmNotification"]
  target_group_arns         = [aws_lb_target_group.main["two"].arn]
  vpc_zone_identifier       = [aws_subnet.main["a"].id]
  wait_for_capacity_timeout = "0"

  availability_zone_distribution {
    capacity_distribution_strategy = "balanced-only"
  }

  initial_lifecycle_hook {
    name                  = "start"
    default_result        = "CONTINUE"
    heartbeat_timeout     = 60
    lifecycle_transition  = "autoscaling:EC2_INSTANCE_LAUNCHING"
    notification_metadata = "first"
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      auto_rollback          = true
      checkpoint_delay       = 60
      checkpoint_percentages = [50, 100]
      max_healthy_percentage = 150
      min_healthy_percentage = 100
      skip_matching          = true
    }
  }

  launch_template {
    id      = aws_launch_template.main.id
    version = aws_launch_template.main.latest_version
  }

  tag {
    key                 = "Name"
    propagate_at_launch = true
    value               = "second"
  }
}

output "import_id" {
  value = aws_autoscaling_group.subject.name
}
