resource "aws_secretsmanager_secret" "subject" {
  name                    = "secret/subject"
  description             = "of the whole database"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 0
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "all"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })

  tags = {
    Name  = "secret"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_secretsmanager_secret.subject.arn
}
