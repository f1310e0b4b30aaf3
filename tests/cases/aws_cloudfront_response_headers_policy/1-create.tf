resource "aws_cloudfront_response_headers_policy" "subject" {
  name    = "case-headers"
  comment = "of a case"

  cors_config {
    access_control_allow_credentials = false
    access_control_max_age_sec       = 60
    origin_override                  = true

    access_control_allow_headers {
      items = ["x-one", "x-two"]
    }

    access_control_allow_methods {
      items = ["GET", "HEAD"]
    }

    access_control_allow_origins {
      items = ["https://shop.example.com"]
    }
  }

  custom_headers_config {
    items {
      header   = "x-shop"
      override = true
      value    = "yes"
    }
  }

  server_timing_headers_config {
    enabled       = true
    sampling_rate = 12.5
  }
}

output "import_id" {
  value = aws_cloudfront_response_headers_policy.subject.id
}
