resource "aws_codepipeline" "subject" {
  name           = "delivery-pipeline"
  role_arn       = aws_iam_role.main.arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"

  trigger {
    provider_type = "CodeStarSourceConnection"

    git_configuration {
      source_action_name = "Source"

      push {
        branches {
          includes = ["main", "release/*"]
        }

        file_paths {
          excludes = ["docs/*"]
        }
      }

      pull_request {
        events = ["OPEN", "UPDATED"]

        branches {
          includes = ["main"]
        }
      }
    }
  }

  variable {
    name          = "Stage"
    default_value = "test"
    description   = "where to"
  }

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
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["source"]

      configuration = {
        ConnectionArn    = aws_codestarconnections_connection.main.arn
        FullRepositoryId = "shop/web"
        BranchName       = "main"
      }
    }
  }

  stage {
    name = "Build"

    action {
      name             = "Build"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["source"]
      output_artifacts = ["built"]

      configuration = {
        ProjectName = "web"
      }
    }
  }

  stage {
    name = "Deploy"

    before_entry {
      condition {
        result = "FAIL"

        rule {
          name            = "window"
          input_artifacts = ["built"]

          rule_type_id {
            category = "Rule"
            owner    = "AWS"
            provider = "DeploymentWindow"
            version  = "1"
          }

          configuration = {
            Cron     = "* * 9-17 ? * MON-FRI *"
            TimeZone = "Asia/Seoul"
          }
        }
      }
    }

    on_failure {
      result = "ROLLBACK"
    }

    action {
      name               = "Deploy"
      category           = "Deploy"
      owner              = "AWS"
      provider           = "ECS"
      version            = "1"
      input_artifacts    = ["built"]
      namespace          = "deploy"
      run_order          = 2
      timeout_in_minutes = 30

      configuration = {
        ClusterName = "shop"
        ServiceName = "web"
      }
    }
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codepipeline.subject.id
}
