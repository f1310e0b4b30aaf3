resource "aws_cloudfront_cache_policy" "subject" {
  name = "case-cache"

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

output "import_id" {
  value = aws_cloudfront_cache_policy.subject.id
}
