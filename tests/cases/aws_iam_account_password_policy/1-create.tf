resource "aws_iam_account_password_policy" "subject" {
  minimum_password_length = 12
  require_symbols         = true
}

output "import_id" {
  value = aws_iam_account_password_policy.subject.id
}
