resource "aws_s3_bucket" "subject" {
  bucket              = "locked-${data.aws_caller_identity.current.account_id}"
  object_lock_enabled = true
}

output "import_id" {
  value = aws_s3_bucket.subject.id
}
