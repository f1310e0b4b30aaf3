data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  bucket = "found-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket_website_configuration" "main" {
  bucket = aws_s3_bucket.main.id

  index_document {
    suffix = "index.html"
  }
}
