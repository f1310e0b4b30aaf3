resource "aws_lambda_event_source_mapping" "subject" {
  event_source_arn = "arn:aws:sqs:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:orders"
  function_name    = aws_lambda_function.main.arn
  batch_size       = 5

  filter_criteria {
    filter {
      pattern = jsonencode({ body = { kind = ["order"] } })
    }
  }

  tags = {
    Name = "orders"
  }
}

output "import_id" {
  value = aws_lambda_event_source_mapping.subject.id
}
