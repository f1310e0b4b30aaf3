resource "aws_s3_bucket" "b" { bucket = "a-bucket-of-mine" }
resource "aws_s3_bucket_versioning" "v" {
  bucket = aws_s3_bucket.b.id
  dynamic "versioning_configuration" {
    for_each = [1, 2]
    content {
      status = "Enabled"
    }
  }
}
