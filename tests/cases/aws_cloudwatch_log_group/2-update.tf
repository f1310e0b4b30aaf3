resource "aws_cloudwatch_log_group" "subject" {
  name              = "/shop/web"
  retention_in_days = 7

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_log_group.subject.name
}
