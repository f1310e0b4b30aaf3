resource "aws_cloudwatch_event_rule" "subject" {
  name        = "event-rule-1"
  description = "Failed jobs"
  state       = "ENABLED"
  event_pattern = jsonencode({
    source      = ["aws.glue"]
    detail-type = ["Glue Job State Change"]
    detail      = { state = ["FAILED"] }
  })

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_cloudwatch_event_rule.subject.id
}
