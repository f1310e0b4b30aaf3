resource "aws_s3_bucket_website_configuration" "subject" {
  bucket = aws_s3_bucket.main["one"].id

  index_document {
    suffix = "index.html"
  }

  error_document {
    key = "error.html"
  }

  routing_rule {
    condition {
      key_prefix_equals = "docs/"
    }

    redirect {
      replace_key_prefix_with = "documents/"
    }
  }
}

output "import_id" {
  value = aws_s3_bucket_website_configuration.subject.id
}
