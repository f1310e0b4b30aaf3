data "aws_caller_identity" "current" {}

resource "aws_secretsmanager_secret" "one" {
  name                    = "secret/policy-1"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret" "two" {
  name                    = "secret/policy-2"
  recovery_window_in_days = 0
}
