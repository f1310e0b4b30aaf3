resource "aws_kms_key" "subject" {
  description             = "key of the whole shop"
  deletion_window_in_days = 10
  is_enabled              = false
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
    Name = "kms-key"
  }
}

output "import_id" {
  value = aws_kms_key.subject.id
}
