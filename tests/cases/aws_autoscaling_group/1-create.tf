resource "aws_autoscaling_group" "subject" {
  name                      = "group"
  default_cooldown          = 120
  default_instance_warmup   = 30
  desired_capacity          = 2
  enabled_metrics           = ["GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity"]
  health_check_grace_period = 60
  health_check_type         = "ELB"
  max_instance_lifetime     = 604800
  max_size                  = 3
  min_size                  = 1
  protect_from_scale_in     = true
  suspended_processes       = ["AZRebalance", "ScheduledActions"]
  target_group_arns         = [aws_lb_target_group.main["one"].arn]
  termination_policies      = ["OldestInstance", "Default"]
  vpc_zone_identifier       = [for subnet in aws_subnet.main : subnet.id]
  wait_for_capacity_timeout = "2m"

  initial_lifecycle_hook {
    name                  = "start"
    default_result        = "CONTINUE"
    heartbeat_timeout     = 60
    lifecycle_transition  = "autoscaling:EC2_INSTANCE_LAUNCHING"
    notification_metadata = "first"
  }

  instance_maintenance_policy {
    max_healthy_percentage = 120
    min_healthy_percentage = 90
  }

  instance_refresh {
    strategy = "Rolling"
    triggers = ["tag"]

    preferences {
      instance_warmup        = 30
      min_healthy_percentage = 50
    }
  }

  launch_template {
    id      = aws_launch_template.main.id
    version = "$Latest"
  }

  tag {
    key                 = "Name"
    propagate_at_launch = true
    value               = "first"
  }

  tag {
    key                 = "Stage"
    propagate_at_launch = false
    value               = "test"
  }

  warm_pool {
    min_size   = 1
    pool_state = "Stopped"

    instance_reuse_policy {
      reuse_on_scale_in = true
    }
  }
}

output "import_id" {
  value = aws_autoscaling_group.subject.name
}
