resource "aws_autoscaling_policy" "subject" {
  name                   = "cpu"
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 50

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

resource "aws_autoscaling_policy" "simple" {
  name                   = "simple"
  adjustment_type        = "ChangeInCapacity"
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  cooldown               = 60
  scaling_adjustment     = 1
}

resource "aws_autoscaling_policy" "steps" {
  name                      = "steps"
  adjustment_type           = "PercentChangeInCapacity"
  autoscaling_group_name    = aws_autoscaling_group.main["one"].name
  estimated_instance_warmup = 30
  min_adjustment_magnitude  = 1
  policy_type               = "StepScaling"

  step_adjustment {
    metric_interval_lower_bound = 0
    metric_interval_upper_bound = 10
    scaling_adjustment          = 10
  }

  step_adjustment {
    metric_interval_lower_bound = 10
    scaling_adjustment          = 30
  }
}

resource "aws_autoscaling_policy" "forecast" {
  name                   = "forecast"
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  policy_type            = "PredictiveScaling"

  predictive_scaling_configuration {
    mode                   = "ForecastOnly"
    scheduling_buffer_time = 60

    metric_specification {
      target_value = 40

      predefined_metric_pair_specification {
        predefined_metric_type = "ASGCPUUtilization"
      }
    }
  }
}

output "import_id" {
  value = "${aws_autoscaling_policy.subject.autoscaling_group_name}/${aws_autoscaling_policy.subject.name}"
}
