resource "aws_cloudwatch_log_group" "main" {
  name = "/subscription-filter"
}

resource "aws_iam_role" "main" {
  name = "subscription-filter"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "logs.amazonaws.com" } }]
  })
}

resource "aws_kinesis_stream" "main" {
  name        = "subscription-filter"
  shard_count = 1
}
