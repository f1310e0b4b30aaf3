resource "aws_kms_key" "subject" {
  description             = "key of the whole shop"
  deletion_window_in_days = 10
  enable_key_rotation     = true
  rotation_period_in_days = 180
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "all"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })

  tags = {
    Name  = "kms-key"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_kms_key.subject.id
}
