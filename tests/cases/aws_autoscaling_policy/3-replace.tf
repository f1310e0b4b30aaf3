resource "aws_autoscaling_policy" "subject" {
  name                   = "cpu"
  autoscaling_group_name = aws_autoscaling_group.main["two"].name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 50

    customized_metric_specification {
      metric_name = "Orders"
      namespace   = "Shop"
      statistic   = "Average"

      metric_dimension {
        name  = "Tier"
        value = "web"
      }
    }
  }
}

output "import_id" {
  value = "${aws_autoscaling_policy.subject.autoscaling_group_name}/${aws_autoscaling_policy.subject.name}"
}
