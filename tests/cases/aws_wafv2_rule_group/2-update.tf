resource "aws_wafv2_rule_group" "subject" {
  name        = "case-group"
  description = "who may ask for what, and how often"
  scope       = "REGIONAL"
  capacity    = 100

  rule {
    name     = "admin"
    priority = 2

    action {
      count {}
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
      metric_name                = "case-group-admin"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "often"
    priority = 1

    action {
      captcha {}
    }

    captcha_config {
      immunity_time_property {
        immunity_time = 120
      }
    }

    statement {
      rate_based_statement {
        limit = 1000

        scope_down_statement {
          geo_match_statement {
            country_codes = ["DE"]
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "case-group-often"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "case-group"
    sampled_requests_enabled   = false
  }

  tags = {
    Name = "case-group-2"
  }
}

output "import_id" {
  value = "${aws_wafv2_rule_group.subject.id}/${aws_wafv2_rule_group.subject.name}/REGIONAL"
}
