resource "aws_shield_protection" "subject" {
  name         = "case-protection"
  resource_arn = aws_lb.main["one"].arn

  tags = {
    Name = "case-protection-2"
  }
}

output "import_id" {
  value = aws_shield_protection.subject.id
}
