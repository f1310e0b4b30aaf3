resource "aws_secretsmanager_secret_policy" "subject" {
  secret_arn = aws_secretsmanager_secret.two.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "readers"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

output "import_id" {
  value = aws_secretsmanager_secret_policy.subject.id
}
