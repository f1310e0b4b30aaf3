resource "aws_alb" "subject" {
  name            = "alb-web"
  security_groups = [aws_security_group.main["web"].id]
  subnets         = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
}

output "import_id" {
  value = aws_alb.subject.id
}
