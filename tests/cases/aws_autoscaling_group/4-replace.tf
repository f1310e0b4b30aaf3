resource "aws_autoscaling_group" "subject" {
  name_prefix         = "group-"
  max_size            = 1
  min_size            = 0
  vpc_zone_identifier = [aws_subnet.main["a"].id]

  launch_template {
    name = aws_launch_template.main.name
  }

  traffic_source {
    identifier = aws_lb_target_group.main["one"].arn
    type       = "elbv2"
  }
}

output "import_id" {
  value = aws_autoscaling_group.subject.name
}
