# D2: a backup every night at two o'clock in Seoul, and recovery to any second of the days before.

resource "aws_backup_vault" "main" {
  count = var.backup == "vault" ? 1 : 0

  name          = var.name
  kms_key_arn   = aws_kms_key.data.arn
  force_destroy = var.disposable
}

resource "aws_backup_plan" "main" {
  count = var.backup == "vault" ? 1 : 0

  name = var.name

  rule {
    rule_name                    = "daily"
    target_vault_name            = aws_backup_vault.main[0].name
    schedule                     = "cron(0 2 * * ? *)"
    schedule_expression_timezone = "Asia/Seoul"
    start_window                 = 60
    completion_window            = 180

    lifecycle {
      delete_after = var.backup_days.daily
    }

    recovery_point_tags = {
      Backup = "daily"
    }
  }

  rule {
    rule_name                    = "point-in-time"
    target_vault_name            = aws_backup_vault.main[0].name
    schedule                     = "cron(30 2 * * ? *)"
    schedule_expression_timezone = "Asia/Seoul"
    enable_continuous_backup     = true

    lifecycle {
      delete_after = var.backup_days.point_in_time
    }

    recovery_point_tags = {
      Backup = "point-in-time"
    }
  }
}

data "aws_iam_policy_document" "backup_assume" {
  count = var.backup == "vault" ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["backup.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_role" "backup" {
  count = var.backup == "vault" ? 1 : 0

  name               = "${var.name}-backup"
  description        = "Backs up and restores the database of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.backup_assume[0].json
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = toset(var.backup == "vault" ? ["Backup", "Restores"] : [])

  role       = aws_iam_role.backup[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${each.key}"
}

resource "aws_backup_selection" "database" {
  count = var.backup == "vault" ? 1 : 0

  name         = "${var.name}-database"
  plan_id      = aws_backup_plan.main[0].id
  iam_role_arn = aws_iam_role.backup[0].arn
  resources    = [aws_db_instance.main.arn]

  depends_on = [aws_iam_role_policy_attachment.backup]
}
