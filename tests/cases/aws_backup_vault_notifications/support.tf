data "aws_caller_identity" "current" {}

resource "aws_backup_vault" "main" {
  for_each = toset(["one", "two"])

  name = "noted-${each.key}"
}
