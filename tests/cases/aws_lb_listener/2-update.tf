resource "aws_lb_listener" "subject" {
  load_balancer_arn = aws_lb.main.arn
  port              = 8080
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.main["one"].arn
        weight = 80
      }

      target_group {
        arn    = aws_lb_target_group.main["two"].arn
        weight = 20
      }

      stickiness {
        enabled  = true
        duration = 600
      }
    }
  }

  tags = {
    Name = "web"
  }
}

output "import_id" {
  value = aws_lb_listener.subject.id
}
