resource "aws_iam_role_policy" "subject" {
  name = "first"
  role = aws_iam_role.main.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:PutObject", Resource = "*" }]
  })
}

output "import_id" {
  value = aws_iam_role_policy.subject.id
}
