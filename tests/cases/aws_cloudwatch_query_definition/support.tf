resource "aws_cloudwatch_log_group" "main" {
  name = "/query-definition"
}

data "aws_caller_identity" "main" {}
