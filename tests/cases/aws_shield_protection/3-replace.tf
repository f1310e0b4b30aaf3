resource "aws_shield_protection" "subject" {
  name         = "case-protection-two"
  resource_arn = aws_lb.main["two"].arn
}

output "import_id" {
  value = aws_shield_protection.subject.id
}
