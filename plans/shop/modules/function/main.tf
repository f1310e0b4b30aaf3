# A Lambda function in Python with a role and a log of its own.

data "aws_partition" "current" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_role" "main" {
  name               = var.name
  description        = var.description
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

data "aws_iam_policy_document" "main" {
  source_policy_documents = [var.policy]

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.main.arn}:*"]
  }

  statement {
    sid       = "Trace"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "main" {
  name   = "function"
  role   = aws_iam_role.main.id
  policy = data.aws_iam_policy_document.main.json
}

resource "aws_cloudwatch_log_group" "main" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_days
  kms_key_id        = var.key_arn
}

resource "aws_lambda_function" "main" {
  # checkov:skip=CKV_AWS_115:It runs once a night or once a file; a part kept for it is one that a new account, which has ten, cannot spare
  # checkov:skip=CKV_AWS_116:A run that failed raises an alarm, and can be repeated: what it was about is still there
  # checkov:skip=CKV_AWS_117:It speaks with AWS only, and with nothing in the VPC
  # checkov:skip=CKV_AWS_272:The archive comes from this repository, and is compared byte by byte

  function_name    = var.name
  description      = var.description
  role             = aws_iam_role.main.arn
  runtime          = "python3.12"
  architectures    = ["x86_64"]
  handler          = var.handler
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  layers           = var.layers
  memory_size      = var.memory
  timeout          = var.timeout
  kms_key_arn      = var.key_arn

  environment {
    variables = var.environment
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.main, aws_cloudwatch_log_group.main]
}
