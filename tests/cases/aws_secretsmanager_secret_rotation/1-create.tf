resource "aws_secretsmanager_secret_rotation" "subject" {
  secret_id           = aws_secretsmanager_secret.main["one"].id
  rotation_lambda_arn = aws_lambda_function.main["one"].arn
  rotate_immediately  = false

  rotation_rules {
    automatically_after_days = 30
  }

  depends_on = [aws_lambda_permission.main, aws_secretsmanager_secret_version.main]
}

output "import_id" {
  value = aws_secretsmanager_secret_rotation.subject.id
}
