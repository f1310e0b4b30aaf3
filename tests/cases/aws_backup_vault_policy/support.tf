resource "aws_backup_vault" "main" {
  for_each = toset(["one", "two"])

  name = "policed-${each.key}"
}
