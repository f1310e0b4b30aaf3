resource "aws_secretsmanager_secret_version" "subject" {
  secret_id     = aws_secretsmanager_secret.main.id
  secret_string = jsonencode({ username = "admin", password = "first" })
}

output "import_id" {
  value = aws_secretsmanager_secret_version.subject.id
}
