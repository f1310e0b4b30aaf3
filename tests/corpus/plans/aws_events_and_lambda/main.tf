data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "f" {
  name_prefix        = "f-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.f.arn
  runtime       = "python3.13"
  handler       = "main.handler"
  s3_bucket     = "code"
  s3_key        = "f.zip"
  memory_size   = 256
  timeout       = 10

  environment {
    variables = { for name in ["A", "B"] : name => lower(name) }
  }

  dynamic "vpc_config" {
    for_each = [{ subnets = ["subnet-1"], groups = ["sg-1"] }]

    content {
      subnet_ids         = vpc_config.value.subnets
      security_group_ids = vpc_config.value.groups
    }
  }
}

resource "aws_cloudwatch_event_rule" "each" {
  for_each            = { nightly = "cron(0 17 * * ? *)", hourly = "rate(1 hour)" }
  name                = each.key
  schedule_expression = each.value
}

resource "aws_cloudwatch_event_target" "each" {
  for_each = aws_cloudwatch_event_rule.each
  rule     = each.value.name
  arn      = aws_lambda_function.f.arn

  input_transformer {
    input_paths    = { at = "$.time" }
    input_template = "{\"at\": <at>, \"rule\": \"${each.key}\"}"
  }
}

resource "aws_lambda_permission" "each" {
  for_each      = aws_cloudwatch_event_rule.each
  statement_id  = "allow-${each.key}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.function_name
  principal     = "events.amazonaws.com"
  source_arn    = each.value.arn
}

resource "aws_sqs_queue" "dead" {
  name                      = "dead"
  message_retention_seconds = 14 * 24 * 60 * 60
}

resource "aws_sqs_queue" "main" {
  name           = "main.fifo"
  fifo_queue     = true
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 4 })
}

output "targets" {
  value = [for target in aws_cloudwatch_event_target.each : target.rule]
}
