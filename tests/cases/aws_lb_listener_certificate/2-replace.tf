resource "aws_lb_listener_certificate" "subject" {
  listener_arn    = aws_lb_listener.main.arn
  certificate_arn = aws_acm_certificate.main["two"].arn
}

output "import_id" {
  value = aws_lb_listener_certificate.subject.id
}
