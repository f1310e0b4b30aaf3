resource "aws_cloudfront_response_headers_policy" "subject" {
  name = "case-headers-2"

  remove_headers_config {
    items {
      header = "x-powered-by"
    }
  }

  security_headers_config {
    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      override                   = true
    }

    xss_protection {
      override   = true
      protection = false
    }
  }
}

output "import_id" {
  value = aws_cloudfront_response_headers_policy.subject.id
}
