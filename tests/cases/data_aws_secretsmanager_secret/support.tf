resource "aws_secretsmanager_secret" "main" {
  name                    = "secret/read"
  description             = "that is read"
  recovery_window_in_days = 0

  tags = {
    Name = "read"
  }
}
