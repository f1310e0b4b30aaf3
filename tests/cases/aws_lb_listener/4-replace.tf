resource "aws_lb_listener" "subject" {
  load_balancer_arn = aws_lb.other.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here"
      status_code  = "404"
    }
  }
}

output "import_id" {
  value = aws_lb_listener.subject.id
}
