resource "aws_lb_listener" "subject" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main["one"].arn
  }
}

output "import_id" {
  value = aws_lb_listener.subject.id
}
