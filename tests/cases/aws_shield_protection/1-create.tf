resource "aws_shield_protection" "subject" {
  name         = "case-protection"
  resource_arn = aws_lb.main["one"].arn

  tags = {
    Name = "case-protection"
  }
}

output "import_id" {
  value = aws_shield_protection.subject.id
}
