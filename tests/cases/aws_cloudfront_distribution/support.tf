resource "aws_cloudfront_origin_access_control" "files" {
  name                              = "case-distribution"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_cache_policy" "short" {
  name        = "case-distribution"
  default_ttl = 60
  max_ttl     = 600
  min_ttl     = 1
  parameters_in_cache_key_and_forwarded_to_origin {
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

resource "aws_cloudfront_function" "pass" {
  name    = "case-distribution"
  comment = "lets through"
  runtime = "cloudfront-js-2.0"
  code    = "function handler(event) { return event.request; }"
}
