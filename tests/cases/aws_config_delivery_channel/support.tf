resource "aws_iam_role" "main" {
  name = "channel"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_config_configuration_recorder" "main" {
  name     = "channel"
  role_arn = aws_iam_role.main.arn
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])

  bucket = "channel-${each.key}-${data.aws_caller_identity.current.account_id}"
}

resource "aws_sns_topic" "main" {
  name = "channel"
}
