data "aws_cloudfront_cache_policy" "managed" {
  name = "Managed-CachingOptimized"
}

data "aws_cloudfront_cache_policy" "own" {
  id = aws_cloudfront_cache_policy.main.id
}

output "managed" {
  value = data.aws_cloudfront_cache_policy.managed
}
