resource "aws_wafv2_rule_group" "subject" {
  name     = "case-group"
  scope    = "REGIONAL"
  capacity = 50

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-group"
    sampled_requests_enabled   = false
  }
}

output "import_id" {
  value = "${aws_wafv2_rule_group.subject.id}/${aws_wafv2_rule_group.subject.name}/REGIONAL"
}
