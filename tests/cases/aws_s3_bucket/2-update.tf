resource "aws_s3_bucket" "subject" {
  bucket        = "bucket-${data.aws_caller_identity.current.account_id}"
  force_destroy = true

  tags = {
    Name = "bucket"
  }
}

output "import_id" {
  value = aws_s3_bucket.subject.id
}
