resource "aws_iam_role" "main" {
  name = "recording"

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
  name     = "recording"
  role_arn = aws_iam_role.main.arn
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  bucket = "recording-${data.aws_caller_identity.current.account_id}"
}

resource "aws_config_delivery_channel" "main" {
  name           = "recording"
  s3_bucket_name = aws_s3_bucket.main.bucket

  depends_on = [aws_config_configuration_recorder.main]
}
