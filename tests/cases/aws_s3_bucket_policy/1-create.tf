resource "aws_s3_bucket_policy" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Tls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["${aws_s3_bucket.main["one"].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

output "import_id" {
  value = aws_s3_bucket_policy.subject.id
}
