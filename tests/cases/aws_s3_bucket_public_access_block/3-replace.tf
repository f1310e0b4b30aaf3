resource "aws_s3_bucket_public_access_block" "subject" {
  bucket = aws_s3_bucket.main["two"].id

  block_public_acls   = true
  block_public_policy = true
}

output "import_id" {
  value = aws_s3_bucket_public_access_block.subject.id
}
