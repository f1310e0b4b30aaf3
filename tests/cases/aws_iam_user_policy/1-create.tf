resource "aws_iam_user_policy" "subject" {
  user = aws_iam_user.main.name
  name = "read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:ListAllMyBuckets"], Resource = "*" }]
  })
}

output "import_id" {
  value = aws_iam_user_policy.subject.id
}
