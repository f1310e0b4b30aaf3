resource "aws_cloudwatch_event_target" "subject" {
  rule      = aws_cloudwatch_event_rule.main.name
  target_id = "duty"
  arn       = aws_sns_topic.main.arn

  input_transformer {
    input_paths    = { job = "$.detail.jobName" }
    input_template = "\"the job <job> failed\""
  }

  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 5
  }

  dead_letter_config {
    arn = aws_sqs_queue.main.arn
  }
}

output "import_id" {
  value = "${aws_cloudwatch_event_target.subject.rule}/${aws_cloudwatch_event_target.subject.target_id}"
}
