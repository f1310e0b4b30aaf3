resource "aws_backup_vault_lock_configuration" "subject" {
  backup_vault_name  = aws_backup_vault.main["two"].name
  min_retention_days = 7
  max_retention_days = 120
}

output "import_id" {
  value = aws_backup_vault_lock_configuration.subject.id
}
