resource "aws_secretsmanager_secret" "subject" {
  name                    = "secret/subject"
  description             = "of the database"
  recovery_window_in_days = 0

  tags = {
    Name = "secret"
  }
}

output "import_id" {
  value = aws_secretsmanager_secret.subject.arn
}
