resource "aws_lb_listener_rule" "subject" {
  listener_arn = aws_lb_listener.main["two"].arn
  priority     = 5

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.main["one"].arn
        weight = 1
      }

      target_group {
        arn    = aws_lb_target_group.main["two"].arn
        weight = 9
      }
    }
  }

  condition {
    source_ip {
      values = ["10.0.0.0/8"]
    }
  }
}

output "import_id" {
  value = aws_lb_listener_rule.subject.id
}
