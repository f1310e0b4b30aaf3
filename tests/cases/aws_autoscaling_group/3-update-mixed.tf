resource "aws_autoscaling_group" "subject" {
  name                    = "group"
  capacity_rebalance      = true
  default_cooldown        = 60
  default_instance_warmup = 60
  desired_capacity        = 1
  force_delete            = true
  max_size                = 2
  min_size                = 0
  protect_from_scale_in   = true
  vpc_zone_identifier     = [aws_subnet.main["a"].id]

  initial_lifecycle_hook {
    name                  = "start"
    default_result        = "CONTINUE"
    heartbeat_timeout     = 60
    lifecycle_transition  = "autoscaling:EC2_INSTANCE_LAUNCHING"
    notification_metadata = "first"
  }

  mixed_instances_policy {
    instances_distribution {
      on_demand_base_capacity                  = 1
      on_demand_percentage_above_base_capacity = 50
      spot_allocation_strategy                 = "price-capacity-optimized"
    }

    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.main.id
        version            = "$Latest"
      }

      override {
        instance_type     = "t3.small"
        weighted_capacity = "1"
      }

      override {
        instance_type = "t3a.small"
      }
    }
  }

  tag {
    key                 = "Name"
    propagate_at_launch = false
    value               = "third"
  }
}

output "import_id" {
  value = aws_autoscaling_group.subject.name
}
