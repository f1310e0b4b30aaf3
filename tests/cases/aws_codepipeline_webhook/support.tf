resource "aws_iam_role" "main" {
  name = "delivery-pipeline-webhook"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codepipeline.amazonaws.com" } }]
  })
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  bucket = "delivery-webhook-${data.aws_caller_identity.current.account_id}"
}

resource "aws_codepipeline" "main" {
  name     = "delivery-webhook"
  role_arn = aws_iam_role.main.arn

  artifact_store {
    location = aws_s3_bucket.main.bucket
    type     = "S3"
  }

  stage {
    name = "Source"

    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["source"]

      configuration = {
        S3Bucket             = aws_s3_bucket.main.bucket
        S3ObjectKey          = "source.zip"
        PollForSourceChanges = "false"
      }
    }
  }

  stage {
    name = "Build"

    action {
      name            = "Build"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source"]

      configuration = {
        ProjectName = "web"
      }
    }
  }
}
