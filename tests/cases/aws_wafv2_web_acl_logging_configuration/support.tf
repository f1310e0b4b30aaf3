resource "aws_wafv2_web_acl" "main" {
  name  = "case-logged"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-logged"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl" "other" {
  name  = "case-logged-other"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-logged-other"
    sampled_requests_enabled   = false
  }
}

resource "aws_cloudwatch_log_group" "main" {
  for_each = toset(["one", "two"])

  name = "aws-waf-logs-case-${each.key}"
}
