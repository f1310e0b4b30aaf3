data "aws_cloudfront_response_headers_policy" "by_name" {
  name = "Managed-CORS-with-preflight-and-SecurityHeadersPolicy"
}

data "aws_cloudfront_response_headers_policy" "by_id" {
  id = "60669652-455b-4ae9-85a4-c4c02393f86c"
}

output "by_name" {
  value = data.aws_cloudfront_response_headers_policy.by_name
}

output "by_id" {
  value = data.aws_cloudfront_response_headers_policy.by_id.name
}
