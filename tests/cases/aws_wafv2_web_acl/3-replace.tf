resource "aws_wafv2_web_acl" "subject" {
  name  = "case-acl-json"
  scope = "REGIONAL"

  default_action {
    block {}
  }

  rule_json = jsonencode([{
    Name      = "office"
    Priority  = 1
    Action    = { Allow = {} }
    Statement = { IPSetReferenceStatement = { ARN = aws_wafv2_ip_set.main.arn } }
    VisibilityConfig = {
      CloudWatchMetricsEnabled = false
      MetricName               = "case-acl-office"
      SampledRequestsEnabled   = false
    }
  }])

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-acl-json"
    sampled_requests_enabled   = false
  }
}

output "import_id" {
  value = "${aws_wafv2_web_acl.subject.id}/${aws_wafv2_web_acl.subject.name}/REGIONAL"
}
