resource "aws_cloudwatch_log_group" "main" {
  name              = "/log-group-read"
  retention_in_days = 7

  tags = {
    Name = "read"
  }
}
