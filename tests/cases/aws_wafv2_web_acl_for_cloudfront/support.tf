provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

resource "aws_wafv2_ip_set" "main" {
  provider = aws.global

  name               = "case-edge-offices"
  scope              = "CLOUDFRONT"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]

  tags = {
    Name = "case-edge-offices"
  }
}

resource "aws_wafv2_regex_pattern_set" "main" {
  provider = aws.global

  name  = "case-edge-bots"
  scope = "CLOUDFRONT"

  regular_expression {
    regex_string = "bot"
  }
}

resource "aws_wafv2_rule_group" "main" {
  provider = aws.global

  name     = "case-edge-group"
  scope    = "CLOUDFRONT"
  capacity = 50

  rule {
    name     = "bots"
    priority = 1

    action {
      count {}
    }

    statement {
      regex_pattern_set_reference_statement {
        arn = aws_wafv2_regex_pattern_set.main.arn

        field_to_match {
          single_header {
            name = "user-agent"
          }
        }

        text_transformation {
          priority = 0
          type     = "NONE"
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = false
      metric_name                = "case-edge-bots"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "case-edge-group"
    sampled_requests_enabled   = false
  }
}

resource "aws_cloudwatch_log_group" "main" {
  provider = aws.global

  name = "aws-waf-logs-case-edge"
}

resource "aws_wafv2_web_acl_logging_configuration" "main" {
  provider = aws.global

  resource_arn            = aws_wafv2_web_acl.subject.arn
  log_destination_configs = [aws_cloudwatch_log_group.main.arn]
}

data "aws_wafv2_ip_set" "main" {
  provider = aws.global

  name  = aws_wafv2_ip_set.main.name
  scope = "CLOUDFRONT"
}
