data "aws_region" "here" {}

data "aws_caller_identity" "current" {}

resource "aws_cloudwatch_log_group" "main" {
  name = "searched"
}
