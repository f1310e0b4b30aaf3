resource "aws_secretsmanager_secret_version" "subject" {
  secret_id     = aws_secretsmanager_secret.main.id
  secret_binary = base64encode("second")
}

output "import_id" {
  value = aws_secretsmanager_secret_version.subject.id
}
