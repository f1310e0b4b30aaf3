resource "aws_lb" "subject" {
  name            = "lb-web"
  security_groups = [aws_security_group.main["web"].id]
  subnets         = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
}

output "import_id" {
  value = aws_lb.subject.id
}
