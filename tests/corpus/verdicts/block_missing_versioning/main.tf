resource "aws_s3_bucket" "b" { bucket = "a-bucket-of-mine" }
resource "aws_s3_bucket_versioning" "v" {
  bucket = aws_s3_bucket.b.id
}
