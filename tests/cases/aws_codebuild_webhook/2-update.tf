resource "aws_codebuild_webhook" "subject" {
  project_name = aws_codebuild_project.main.name
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

  filter_group {
    filter {
      type    = "EVENT"
      pattern = "PULL_REQUEST_CREATED"
    }

    filter {
      type                    = "FILE_PATH"
      pattern                 = "^docs/"
      exclude_matched_pattern = true
    }
  }
}

output "import_id" {
  value = aws_codebuild_webhook.subject.id
}
