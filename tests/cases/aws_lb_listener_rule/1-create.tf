resource "aws_lb_listener_rule" "subject" {
  listener_arn = aws_lb_listener.main["one"].arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main["two"].arn
  }

  condition {
    path_pattern {
      values = ["/api/*", "/v1/*"]
    }
  }
}

output "import_id" {
  value = aws_lb_listener_rule.subject.id
}
