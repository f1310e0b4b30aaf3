resource "aws_iam_role_policy_attachments_exclusive" "subject" {
  role_name   = aws_iam_role.main.name
  policy_arns = [local.read]
}

output "import_id" {
  value = aws_iam_role.main.name
}
