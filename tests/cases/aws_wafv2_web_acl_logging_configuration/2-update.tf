resource "aws_wafv2_web_acl_logging_configuration" "subject" {
  resource_arn            = aws_wafv2_web_acl.main.arn
  log_destination_configs = [aws_cloudwatch_log_group.main["one"].arn]

  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }

      condition {
        label_name_condition {
          label_name = "awswaf:111122223333:webacl:case-logged:bad"
        }
      }
    }
  }
}

output "import_id" {
  value = aws_wafv2_web_acl_logging_configuration.subject.id
}
