resource "aws_autoscaling_lifecycle_hook" "subject" {
  name                   = "stop"
  autoscaling_group_name = aws_autoscaling_group.main["one"].name
  heartbeat_timeout      = 3600
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_TERMINATING"
}

output "import_id" {
  value = "${aws_autoscaling_lifecycle_hook.subject.autoscaling_group_name}/${aws_autoscaling_lifecycle_hook.subject.name}"
}
