resource "aws_backup_vault" "subject" {
  name = "kept"
}

output "import_id" {
  value = aws_backup_vault.subject.id
}
