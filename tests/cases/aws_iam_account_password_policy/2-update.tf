resource "aws_iam_account_password_policy" "subject" {
  allow_users_to_change_password = false
  hard_expiry                    = true
  max_password_age               = 90
  minimum_password_length        = 14
  password_reuse_prevention      = 5
  require_lowercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  require_uppercase_characters   = true
}

output "import_id" {
  value = aws_iam_account_password_policy.subject.id
}
