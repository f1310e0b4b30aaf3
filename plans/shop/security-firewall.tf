# S1: what comes to the public load balancer passes a firewall first.

locals {
  # AWS's own rule groups in the order in which they are asked, and those of their rules that only count: an order with many articles,
  # or a review with a picture, is a large body and no attack.
  rule_groups = [
    { name = "AWSManagedRulesAmazonIpReputationList", count_only = [] },
    { name = "AWSManagedRulesCommonRuleSet", count_only = ["SizeRestrictions_BODY"] },
    { name = "AWSManagedRulesKnownBadInputsRuleSet", count_only = [] },
    { name = "AWSManagedRulesSQLiRuleSet", count_only = [] },
  ]

  # The header that names the customer, where somebody stands between.
  forwarded = var.cdn ? ["X-Forwarded-For"] : []
}

resource "aws_wafv2_ip_set" "blocked" {
  name               = "${var.name}-blocked"
  description        = "Addresses that may not reach the site"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = var.blocked_addresses
}

resource "aws_wafv2_web_acl" "site" {
  name        = "${var.name}-site"
  description = "Keeps malicious requests from the site of ${var.name}"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "blocked-addresses"
    priority = 0

    action {
      block {}
    }

    statement {
      ip_set_reference_statement {
        arn = aws_wafv2_ip_set.blocked.arn

        # What comes by CloudFront comes from its addresses; it writes the customer's behind those that it was told.
        dynamic "ip_set_forwarded_ip_config" {
          for_each = local.forwarded

          content {
            header_name       = ip_set_forwarded_ip_config.value
            fallback_behavior = "NO_MATCH"
            position          = "LAST"
          }
        }
      }
    }

    visibility_config {
      metric_name                = "blocked-addresses"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "too-many-requests"
    priority = 1

    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = var.cdn ? "FORWARDED_IP" : "IP"
        evaluation_window_sec = 300
        limit                 = var.request_limit

        dynamic "forwarded_ip_config" {
          for_each = local.forwarded

          content {
            header_name       = forwarded_ip_config.value
            fallback_behavior = "NO_MATCH"
          }
        }
      }
    }

    visibility_config {
      metric_name                = "too-many-requests"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.rule_groups

    content {
      name     = rule.value.name
      priority = 10 + rule.key

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value.name

          dynamic "rule_action_override" {
            for_each = rule.value.count_only

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        metric_name                = rule.value.name
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    metric_name                = "${var.name}-site"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "site" {
  resource_arn = module.balancer["web"].arn
  web_acl_arn  = aws_wafv2_web_acl.site.arn
}

resource "aws_cloudwatch_log_group" "firewall" {
  name              = local.firewall_log
  retention_in_days = var.audit_days.logs
  kms_key_id        = aws_kms_key.audit.arn
}

data "aws_iam_policy_document" "firewall_log" {
  statement {
    sid       = "WriteFirewallLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.firewall.arn}:*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${data.aws_partition.current.partition}:logs:${var.region}:${data.aws_caller_identity.current.account_id}:*"]
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "firewall" {
  policy_name     = "${var.name}-firewall"
  policy_document = data.aws_iam_policy_document.firewall_log.json
}

# What was let through is not worth its storage; what customers send to sign in is nobody's business.
resource "aws_wafv2_web_acl_logging_configuration" "site" {
  resource_arn            = aws_wafv2_web_acl.site.arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall.arn]

  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      dynamic "condition" {
        for_each = toset(["BLOCK", "COUNT"])

        content {
          action_condition {
            action = condition.value
          }
        }
      }
    }
  }

  dynamic "redacted_fields" {
    for_each = toset(["authorization", "cookie"])

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }

  depends_on = [aws_cloudwatch_log_resource_policy.firewall]
}
