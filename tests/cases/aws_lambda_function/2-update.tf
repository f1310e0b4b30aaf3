resource "aws_lambda_function" "subject" {
  filename                       = "${path.module}/main.tf"
  source_code_hash               = filebase64sha256("${path.module}/main.tf")
  function_name                  = "api"
  description                    = "Answers"
  role                           = aws_iam_role.main.arn
  handler                        = "api.answer"
  runtime                        = "python3.13"
  memory_size                    = 256
  timeout                        = 30
  publish                        = true
  reserved_concurrent_executions = 5

  environment {
    variables = {
      STAGE = "real"
    }
  }

  ephemeral_storage {
    size = 1024
  }

  # Without levels the provider publishes the function anew at each apply.
  logging_config {
    application_log_level = "INFO"
    log_format            = "JSON"
    system_log_level      = "WARN"
  }

  tracing_config {
    mode = "Active"
  }

  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.main.id]
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_lambda_function.subject.id
}
