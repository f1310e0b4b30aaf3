resource "aws_cloudwatch_log_group" "main" {
  name = "/metric-filter"
}
