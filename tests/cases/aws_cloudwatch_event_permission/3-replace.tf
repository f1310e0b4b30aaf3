resource "aws_cloudwatch_event_permission" "subject" {
  event_bus_name = aws_cloudwatch_event_bus.main.name
  statement_id   = "second"
  principal      = "*"

  condition {
    key   = "aws:PrincipalOrgID"
    type  = "StringEquals"
    value = "o-1234567890"
  }
}

output "import_id" {
  value = aws_cloudwatch_event_permission.subject.id
}
