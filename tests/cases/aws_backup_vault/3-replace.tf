resource "aws_backup_vault" "subject" {
  name = "kept-elsewhere"
}

output "import_id" {
  value = aws_backup_vault.subject.id
}
