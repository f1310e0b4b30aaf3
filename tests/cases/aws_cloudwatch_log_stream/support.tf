resource "aws_cloudwatch_log_group" "main" {
  name = "/log-stream"
}
