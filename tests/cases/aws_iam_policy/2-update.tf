resource "aws_iam_policy" "subject" {
  name = "policy-subject"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListAllMyBuckets"], Resource = "*" }]
  })

  tags = {
    Name = "policy"
  }
}

output "import_id" {
  value = aws_iam_policy.subject.arn
}
