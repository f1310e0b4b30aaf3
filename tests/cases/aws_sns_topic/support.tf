resource "aws_iam_role" "main" {
  name = "topic"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sns.amazonaws.com" } }]
  })
}
