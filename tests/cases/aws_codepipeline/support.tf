resource "aws_iam_role" "main" {
  name = "delivery-pipeline"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codepipeline.amazonaws.com" } }]
  })
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  bucket = "delivery-pipeline-${data.aws_caller_identity.current.account_id}"
}

resource "aws_codestarconnections_connection" "main" {
  name          = "delivery-pipeline"
  provider_type = "GitHub"
}
