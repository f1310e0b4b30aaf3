resource "aws_wafv2_rule_group" "subject" {
  name        = "case-group"
  description = "who may ask for what"
  scope       = "REGIONAL"
  capacity    = 100

  rule {
    name     = "admin"
    priority = 1

    action {
      block {
        custom_response {
          response_code            = 404
          custom_response_body_key = "gone"
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
      metric_name                = "case-group-admin"
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
    metric_name                = "case-group"
    sampled_requests_enabled   = false
  }

  tags = {
    Name = "case-group"
  }
}

output "import_id" {
  value = "${aws_wafv2_rule_group.subject.id}/${aws_wafv2_rule_group.subject.name}/REGIONAL"
}
