resource "aws_backup_vault_lock_configuration" "subject" {
  backup_vault_name   = aws_backup_vault.main["one"].name
  changeable_for_days = 3
  min_retention_days  = 7
}

output "import_id" {
  value = aws_backup_vault_lock_configuration.subject.id
}
