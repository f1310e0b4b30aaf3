resource "aws_backup_vault" "main" {
  name = "planned"
}

resource "aws_backup_vault" "copy" {
  name = "planned-copy"
}
