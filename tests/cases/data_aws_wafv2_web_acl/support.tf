resource "aws_wafv2_web_acl" "main" {
  name        = "case-read-acl"
  description = "to be read"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-read-acl"
    sampled_requests_enabled   = false
  }
}
