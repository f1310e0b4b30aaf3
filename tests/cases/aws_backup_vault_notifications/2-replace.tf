resource "aws_backup_vault_notifications" "subject" {
  backup_vault_name  = aws_backup_vault.main["two"].name
  sns_topic_arn       = "arn:aws:sns:ap-northeast-2:${data.aws_caller_identity.current.account_id}:backups"
  backup_vault_events = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"]
}

output "import_id" {
  value = aws_backup_vault_notifications.subject.id
}
