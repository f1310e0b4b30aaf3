resource "aws_codebuild_webhook" "subject" {
  project_name = aws_codebuild_project.other.name
  build_type   = "BUILD"

  filter_group {
    filter {
      type    = "EVENT"
      pattern = "PUSH"
    }

    filter {
      type    = "HEAD_REF"
      pattern = "^refs/heads/main$"
    }
  }
}

output "import_id" {
  value = aws_codebuild_webhook.subject.id
}
