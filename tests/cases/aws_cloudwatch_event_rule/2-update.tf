resource "aws_cloudwatch_event_rule" "subject" {
  name        = "event-rule-1"
  description = "Jobs"
  state       = "DISABLED"
  event_pattern = jsonencode({
    source      = ["aws.glue"]
    detail-type = ["Glue Job State Change"]
    detail      = { state = ["FAILED"] }
  })

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_cloudwatch_event_rule.subject.id
}
