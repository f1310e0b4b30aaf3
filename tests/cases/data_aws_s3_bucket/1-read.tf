data "aws_s3_bucket" "main" {
  bucket = aws_s3_bucket_website_configuration.main.bucket
}

output "bucket" {
  value = data.aws_s3_bucket.main
}
