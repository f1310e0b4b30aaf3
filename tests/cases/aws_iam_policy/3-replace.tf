resource "aws_iam_policy" "subject" {
  name_prefix = "policy-"
  path        = "/app/"
  description = "A policy"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "*" }]
  })

  tags = {
    Name = "policy"
  }
}

output "import_id" {
  value = aws_iam_policy.subject.arn
}
