resource "aws_cloudfront_distribution" "subject" {
  enabled             = true
  comment             = "case-distribution, changed"
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  wait_for_deployment = false

  origin {
    origin_id                = "files"
    domain_name              = "case-distribution-files.s3.us-east-1.amazonaws.com"
    origin_access_control_id = aws_cloudfront_origin_access_control.files.id
    connection_attempts      = 2
    connection_timeout       = 5
    origin_shield {
      enabled              = true
      origin_shield_region = "us-east-1"
    }
  }
  origin {
    origin_id   = "spare"
    domain_name = "case-distribution-spare.s3.us-east-1.amazonaws.com"
  }
  origin_group {
    origin_id = "both"
    failover_criteria {
      status_codes = [500, 503]
    }
    member {
      origin_id = "files"
    }
    member {
      origin_id = "spare"
    }
  }

  default_cache_behavior {
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]
    target_origin_id           = "both"
    viewer_protocol_policy     = "allow-all"
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    origin_request_policy_id   = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pass.arn
    }
  }
  ordered_cache_behavior {
    path_pattern           = "/first/*"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "spare"
    viewer_protocol_policy = "https-only"
    cache_policy_id        = aws_cloudfront_cache_policy.short.id
    trusted_signers        = ["self"]
  }
  ordered_cache_behavior {
    path_pattern           = "/second/*"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "files"
    viewer_protocol_policy = "https-only"
    cache_policy_id        = aws_cloudfront_cache_policy.short.id
    grpc_config {
      enabled = false
    }
  }

  logging_config {
    bucket = "case-distribution-logs.s3.amazonaws.com"
    prefix = "cdn/"
  }
  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = ["DE", "KR"]
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
  tags = {
    Name = "case-distribution"
    Step = "2"
  }
}

output "import_id" {
  value = aws_cloudfront_distribution.subject.id
}
