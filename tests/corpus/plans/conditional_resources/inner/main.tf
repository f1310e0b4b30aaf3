variable "bucket" {}

resource "aws_s3_bucket_versioning" "this" {
  bucket = var.bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

output "name" {
  value = var.bucket.bucket
}

output "prefix" {
  value = var.bucket.bucket_prefix
}
