data "aws_cloudfront_origin_request_policy" "by_name" {
  name = "Managed-CORS-S3Origin"
}

data "aws_cloudfront_origin_request_policy" "by_id" {
  id = "216adef6-5c7f-47e4-b989-5492eafa07d3"
}

output "by_name" {
  value = data.aws_cloudfront_origin_request_policy.by_name
}

output "by_id" {
  value = data.aws_cloudfront_origin_request_policy.by_id.name
}
