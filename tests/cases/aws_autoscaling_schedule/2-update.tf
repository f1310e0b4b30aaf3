resource "aws_autoscaling_schedule" "subject" {
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  desired_capacity       = -1
  max_size               = 2
  min_size               = 1
  recurrence             = "0 19 * * *"
  time_zone              = "Asia/Seoul"
  scheduled_action_name  = "night"
}

output "import_id" {
  value = "${aws_autoscaling_schedule.subject.autoscaling_group_name}/${aws_autoscaling_schedule.subject.scheduled_action_name}"
}
