resource "aws_backup_vault" "subject" {
  name          = "kept"
  force_destroy = true

  tags = {
    Name = "kept"
  }
}

output "import_id" {
  value = aws_backup_vault.subject.id
}
