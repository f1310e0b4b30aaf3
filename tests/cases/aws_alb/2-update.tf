resource "aws_alb" "subject" {
  name            = "alb-web"
  security_groups = [aws_security_group.main["other"].id]
  subnets         = [for subnet in aws_subnet.main : subnet.id]
  idle_timeout    = 120

  drop_invalid_header_fields = true

  tags = {
    Name = "web"
  }
}

output "import_id" {
  value = aws_alb.subject.id
}
