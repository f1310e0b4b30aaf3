resource "aws_wafv2_web_acl" "subject" {
  name        = "case-acl"
  description = "before the shop"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "admin"
    priority = 1

    action {
      block {
        custom_response {
          response_code            = 404
          custom_response_body_key = "gone"

          response_header {
            name  = "x-why"
            value = "waf"
          }
        }
      }
    }

    statement {
      or_statement {
        statement {
          and_statement {
            statement {
              not_statement {
                statement {
                  ip_set_reference_statement {
                    arn = aws_wafv2_ip_set.main.arn
                  }
                }
              }
            }

            statement {
              byte_match_statement {
                positional_constraint = "STARTS_WITH"
                search_string         = "/admin"

                field_to_match {
                  uri_path {}
                }

                text_transformation {
                  priority = 0
                  type     = "URL_DECODE"
                }

                text_transformation {
                  priority = 1
                  type     = "LOWERCASE"
                }
              }
            }
          }
        }

        statement {
          label_match_statement {
            key   = "bad"
            scope = "LABEL"
          }
        }
      }
    }

    rule_label {
      name = "admin"
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "case-acl-admin"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "common"
    priority = 2

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"

        rule_action_override {
          name = "SizeRestrictions_BODY"

          action_to_use {
            count {}
          }
        }

        scope_down_statement {
          not_statement {
            statement {
              geo_match_statement {
                country_codes = ["KR"]
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "case-acl-common"
      sampled_requests_enabled   = false
    }
  }

  custom_response_body {
    key          = "gone"
    content      = "nothing here"
    content_type = "TEXT_PLAIN"
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-acl"
    sampled_requests_enabled   = false
  }

  tags = {
    Name = "case-acl"
  }
}

output "import_id" {
  value = "${aws_wafv2_web_acl.subject.id}/${aws_wafv2_web_acl.subject.name}/REGIONAL"
}
