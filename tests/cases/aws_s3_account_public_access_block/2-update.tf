resource "aws_s3_account_public_access_block" "subject" {
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}

output "import_id" {
  value = aws_s3_account_public_access_block.subject.id
}
