resource "aws_cloudfront_cache_policy" "subject" {
  name        = "case-cache"
  comment     = "of a case"
  default_ttl = 50
  max_ttl     = 100
  min_ttl     = 1

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip = true

    cookies_config {
      cookie_behavior = "whitelist"

      cookies {
        items = ["session", "theme"]
      }
    }

    headers_config {
      header_behavior = "whitelist"

      headers {
        items = ["Accept"]
      }
    }

    query_strings_config {
      query_string_behavior = "allExcept"

      query_strings {
        items = ["utm"]
      }
    }
  }
}

output "import_id" {
  value = aws_cloudfront_cache_policy.subject.id
}
