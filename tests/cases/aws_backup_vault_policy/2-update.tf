resource "aws_backup_vault_policy" "subject" {
  backup_vault_name = aws_backup_vault.main["one"].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "backup:DeleteBackupVault"
      Resource  = "*"
    }]
  })
}

output "import_id" {
  value = aws_backup_vault_policy.subject.id
}
