resource "aws_secretsmanager_secret" "main" {
  name                    = "secret/version"
  recovery_window_in_days = 0
}
