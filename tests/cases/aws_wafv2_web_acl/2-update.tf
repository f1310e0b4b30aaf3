resource "aws_wafv2_web_acl" "subject" {
  name        = "case-acl"
  description = "before the shop, still"
  scope       = "REGIONAL"

  token_domains = ["example.com"]

  default_action {
    allow {
      custom_request_handling {
        insert_header {
          name  = "seen"
          value = "yes"
        }
      }
    }
  }

  captcha_config {
    immunity_time_property {
      immunity_time = 600
    }
  }

  association_config {
    request_body {
      api_gateway {
        default_size_inspection_limit = "KB_32"
      }
    }
  }

  rule {
    name     = "admin"
    priority = 1

    action {
      block {}
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

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "case-acl-admin"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "bots"
    priority = 3

    action {
      challenge {}
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
      cloudwatch_metrics_enabled = true
      metric_name                = "case-acl-bots"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "often"
    priority = 2

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit                 = 500
        aggregate_key_type    = "CUSTOM_KEYS"
        evaluation_window_sec = 120

        custom_key {
          ip {}
        }

        custom_key {
          http_method {}
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "case-acl-often"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-acl"
    sampled_requests_enabled   = false
  }

  tags = {
    Name = "case-acl-2"
  }
}

output "import_id" {
  value = "${aws_wafv2_web_acl.subject.id}/${aws_wafv2_web_acl.subject.name}/REGIONAL"
}
