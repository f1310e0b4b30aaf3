resource "aws_wafv2_web_acl_logging_configuration" "subject" {
  resource_arn            = aws_wafv2_web_acl.main.arn
  log_destination_configs = [aws_cloudwatch_log_group.main["one"].arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    query_string {}
  }
}

output "import_id" {
  value = aws_wafv2_web_acl_logging_configuration.subject.id
}
