resource "aws_secretsmanager_secret_version" "subject" {
  secret_id                = aws_secretsmanager_secret.main.id
  secret_string_wo         = "third"
  secret_string_wo_version = 1
}

output "import_id" {
  value = aws_secretsmanager_secret_version.subject.id
}
