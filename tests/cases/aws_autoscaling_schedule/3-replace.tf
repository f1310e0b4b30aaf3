resource "aws_autoscaling_schedule" "subject" {
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  desired_capacity       = 2
  end_time               = "2040-01-03T15:04:05Z"
  max_size               = 4
  min_size               = 0
  start_time             = "2040-01-02T15:04:05Z"
  scheduled_action_name  = "once"
}

output "import_id" {
  value = "${aws_autoscaling_schedule.subject.autoscaling_group_name}/${aws_autoscaling_schedule.subject.scheduled_action_name}"
}
