resource "aws_backup_plan" "subject" {
  name = "planned-anew"

  rule {
    rule_name         = "weekly"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 2 ? * 1 *)"
  }

  advanced_backup_setting {
    resource_type = "EC2"

    backup_options = {
      WindowsVSS = "enabled"
    }
  }
}

output "import_id" {
  value = aws_backup_plan.subject.id
}
