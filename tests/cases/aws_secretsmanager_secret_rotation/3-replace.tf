resource "aws_secretsmanager_secret_rotation" "subject" {
  secret_id           = aws_secretsmanager_secret.main["two"].id
  rotation_lambda_arn = aws_lambda_function.main["two"].arn
  rotate_immediately  = false

  rotation_rules {
    schedule_expression = "cron(0 4 ? * SUN *)"
  }

  depends_on = [aws_lambda_permission.main, aws_secretsmanager_secret_version.main]
}

output "import_id" {
  value = aws_secretsmanager_secret_rotation.subject.id
}
