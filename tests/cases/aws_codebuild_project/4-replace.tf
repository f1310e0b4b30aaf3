resource "aws_codebuild_project" "subject" {
  name         = "delivery-rebuild"
  service_role = aws_iam_role.main.arn

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    type         = "LINUX_CONTAINER"
    image        = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
    compute_type = "BUILD_GENERAL1_SMALL"

    environment_variable {
      name  = "STAGE"
      value = "test"
    }
  }

  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }

  tags = {
    Name = "third"
  }
}

output "import_id" {
  value = aws_codebuild_project.subject.id
}
