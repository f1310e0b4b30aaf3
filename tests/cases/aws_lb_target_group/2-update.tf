resource "aws_lb_target_group" "subject" {
  name_prefix          = "web-"
  port                 = 80
  protocol             = "HTTP"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30
  slow_start           = 60

  health_check {
    path     = "/ready"
    interval = 10
    matcher  = "200-299"
    timeout  = 5
  }

  stickiness {
    type            = "lb_cookie"
    cookie_duration = 600
  }

  tags = {
    Name = "web"
  }
}

output "import_id" {
  value = aws_lb_target_group.subject.id
}
