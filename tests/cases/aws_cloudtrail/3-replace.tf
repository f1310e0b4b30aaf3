resource "aws_cloudtrail" "subject" {
  name           = "other-calls"
  s3_bucket_name = aws_s3_bucket_policy.main["two"].bucket
}

output "import_id" {
  value = aws_cloudtrail.subject.id
}
