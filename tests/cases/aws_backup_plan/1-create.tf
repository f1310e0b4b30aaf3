resource "aws_backup_plan" "subject" {
  name = "planned"

  rule {
    rule_name                    = "daily"
    target_vault_name            = aws_backup_vault.main.name
    schedule                     = "cron(0 2 * * ? *)"
    schedule_expression_timezone = "Asia/Seoul"

    lifecycle {
      delete_after = 35
    }
  }
}

output "import_id" {
  value = aws_backup_plan.subject.id
}
