resource "aws_lb_listener_rule" "subject" {
  listener_arn = aws_lb_listener.main["one"].arn
  priority     = 20

  action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }

  condition {
    host_header {
      values = ["example.org"]
    }
  }

  condition {
    query_string {
      key   = "health"
      value = "check"
    }

    query_string {
      value = "other"
    }
  }

  condition {
    http_header {
      http_header_name = "X-Forwarded-For"
      values           = ["192.168.1.*"]
    }
  }

  tags = {
    Name = "api"
  }
}

output "import_id" {
  value = aws_lb_listener_rule.subject.id
}
