resource "aws_backup_vault" "main" {
  name = "selected"
}

resource "aws_backup_plan" "main" {
  name = "selected"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 2 * * ? *)"
  }
}

resource "aws_iam_role" "main" {
  name = "selected-backup"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "backup.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
