resource "aws_lb_target_group" "subject" {
  name_prefix = "web-"
  port        = 80
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id

  health_check {
    path = "/health"
  }
}

output "import_id" {
  value = aws_lb_target_group.subject.id
}
