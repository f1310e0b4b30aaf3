resource "aws_autoscaling_lifecycle_hook" "subject" {
  name                    = "start"
  autoscaling_group_name  = aws_autoscaling_group.main["one"].name
  default_result          = "CONTINUE"
  heartbeat_timeout       = 60
  lifecycle_transition    = "autoscaling:EC2_INSTANCE_TERMINATING"
  notification_metadata   = "second"
  notification_target_arn = "arn:aws:sqs:ap-northeast-2:123456789012:hooks"
  role_arn                = "arn:aws:iam::123456789012:role/hooks"
}

output "import_id" {
  value = "${aws_autoscaling_lifecycle_hook.subject.autoscaling_group_name}/${aws_autoscaling_lifecycle_hook.subject.name}"
}
