resource "aws_iam_role_policies_exclusive" "subject" {
  role_name    = aws_iam_role.other.name
  policy_names = [aws_iam_role_policy.other.name]
}

output "import_id" {
  value = aws_iam_role.other.name
}
