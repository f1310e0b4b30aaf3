resource "aws_wafv2_web_acl_logging_configuration" "subject" {
  resource_arn            = aws_wafv2_web_acl.other.arn
  log_destination_configs = [aws_cloudwatch_log_group.main["two"].arn]
}

output "import_id" {
  value = aws_wafv2_web_acl_logging_configuration.subject.id
}
