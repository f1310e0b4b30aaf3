resource "aws_backup_vault" "main" {
  for_each = toset(["one", "two"])

  name = "locked-${each.key}"
}
