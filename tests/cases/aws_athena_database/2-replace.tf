resource "aws_athena_database" "subject" {
  name   = "answered"
  bucket = aws_s3_bucket.results.bucket
}
