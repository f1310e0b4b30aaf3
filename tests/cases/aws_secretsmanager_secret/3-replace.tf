resource "aws_secretsmanager_secret" "subject" {
  name                    = "secret/after"
  recovery_window_in_days = 0
}

output "import_id" {
  value = aws_secretsmanager_secret.subject.arn
}
