resource "aws_autoscaling_schedule" "subject" {
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  desired_capacity       = 0
  max_size               = 1
  min_size               = 0
  recurrence             = "0 18 * * *"
  scheduled_action_name  = "night"
}

output "import_id" {
  value = "${aws_autoscaling_schedule.subject.autoscaling_group_name}/${aws_autoscaling_schedule.subject.scheduled_action_name}"
}
