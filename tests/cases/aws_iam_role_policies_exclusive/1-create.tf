resource "aws_iam_role_policies_exclusive" "subject" {
  role_name    = aws_iam_role.main.name
  policy_names = [aws_iam_role_policy.main["one"].name, aws_iam_role_policy.main["two"].name]
}

output "import_id" {
  value = aws_iam_role.main.name
}
