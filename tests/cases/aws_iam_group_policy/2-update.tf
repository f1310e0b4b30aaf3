resource "aws_iam_group_policy" "subject" {
  group = aws_iam_group.main.name
  name  = "read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListAllMyBuckets"], Resource = "*" }]
  })
}

output "import_id" {
  value = aws_iam_group_policy.subject.id
}
