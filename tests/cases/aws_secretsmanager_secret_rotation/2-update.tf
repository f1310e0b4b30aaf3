resource "aws_secretsmanager_secret_rotation" "subject" {
  secret_id           = aws_secretsmanager_secret.main["one"].id
  rotation_lambda_arn = aws_lambda_function.main["two"].arn
  rotate_immediately  = false

  rotation_rules {
    duration            = "3h"
    schedule_expression = "rate(10 days)"
  }

  depends_on = [aws_lambda_permission.main, aws_secretsmanager_secret_version.main]
}

output "import_id" {
  value = aws_secretsmanager_secret_rotation.subject.id
}
