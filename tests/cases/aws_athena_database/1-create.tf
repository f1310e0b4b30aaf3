resource "aws_athena_database" "subject" {
  name          = "asked"
  bucket        = aws_s3_bucket.results.bucket
  comment       = "It's asked"
  force_destroy = true

  properties = {
    owner = "data"
  }
}
