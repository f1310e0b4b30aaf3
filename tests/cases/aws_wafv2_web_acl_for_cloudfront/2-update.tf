resource "aws_wafv2_web_acl" "subject" {
  provider = aws.global

  name  = "case-edge"
  scope = "CLOUDFRONT"

  default_action {
    allow {}
  }

  association_config {
    request_body {
      cloudfront {
        default_size_inspection_limit = "KB_64"
      }
    }
  }

  rule {
    name     = "offices"
    priority = 1

    action {
      block {}
    }

    statement {
      ip_set_reference_statement {
        arn = data.aws_wafv2_ip_set.main.arn
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = false
      metric_name                = "case-edge-offices"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "group"
    priority = 2

    override_action {
      none {}
    }

    statement {
      rule_group_reference_statement {
        arn = aws_wafv2_rule_group.main.arn
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = false
      metric_name                = "case-edge-group"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-edge"
    sampled_requests_enabled   = false
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = "${aws_wafv2_web_acl.subject.id}/${aws_wafv2_web_acl.subject.name}/CLOUDFRONT"
}
