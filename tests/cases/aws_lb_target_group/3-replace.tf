resource "aws_lb_target_group" "subject" {
  name        = "addresses"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  load_balancing_algorithm_type = "least_outstanding_requests"

  health_check {
    path = "/health"
  }
}

output "import_id" {
  value = aws_lb_target_group.subject.id
}
