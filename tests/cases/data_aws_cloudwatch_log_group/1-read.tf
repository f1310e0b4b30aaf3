data "aws_cloudwatch_log_group" "subject" {
  name = aws_cloudwatch_log_group.main.name
}

output "arn" {
  value = data.aws_cloudwatch_log_group.subject.arn
}

output "days" {
  value = data.aws_cloudwatch_log_group.subject.retention_in_days
}

output "tags" {
  value = data.aws_cloudwatch_log_group.subject.tags
}
