resource "aws_backup_plan" "subject" {
  name = "planned"

  rule {
    rule_name                    = "daily"
    target_vault_name            = aws_backup_vault.main.name
    schedule                     = "cron(0 3 * * ? *)"
    schedule_expression_timezone = "Asia/Seoul"
    start_window                 = 90
    completion_window            = 240

    lifecycle {
      cold_storage_after = 30
      delete_after       = 150
    }

    copy_action {
      destination_vault_arn = aws_backup_vault.copy.arn

      lifecycle {
        delete_after = 14
      }
    }

    recovery_point_tags = {
      Kind = "daily"
    }
  }

  rule {
    rule_name                = "point-in-time"
    target_vault_name        = aws_backup_vault.main.name
    schedule                 = "cron(0 * * * ? *)"
    enable_continuous_backup = true

    lifecycle {
      delete_after = 14
    }
  }

  tags = {
    Name = "planned"
  }
}

output "import_id" {
  value = aws_backup_plan.subject.id
}
