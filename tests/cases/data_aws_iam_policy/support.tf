resource "aws_iam_policy" "main" {
  name        = "policy-found"
  path        = "/found/"
  description = "A policy"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:ListAllMyBuckets"], Resource = "*" }]
  })

  tags = {
    Name = "found"
  }
}
