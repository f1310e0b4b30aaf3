resource "aws_secretsmanager_secret" "main" {
  for_each = toset(["one", "two"])

  name                    = "secret/read-${each.key}"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "main" {
  for_each = aws_secretsmanager_secret.main

  secret_id     = each.value.id
  secret_string = "hush ${each.key}"
}
