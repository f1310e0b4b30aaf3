# Terraform looks at a new domain after ten minutes only, or when the time that it may take is up; hence the short times of these cases.
data "aws_region" "here" {}

data "aws_caller_identity" "current" {}

resource "aws_cloudwatch_log_group" "main" {
  name = "searched"
}
