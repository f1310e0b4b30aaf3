resource "aws_codebuild_project" "subject" {
  name                   = "delivery-build"
  service_role           = aws_iam_role.main.arn
  description            = "builds the shop"
  badge_enabled          = true
  build_timeout          = 30
  queued_timeout         = 120
  concurrent_build_limit = 2
  project_visibility     = "PUBLIC_READ"
  resource_access_role   = aws_iam_role.main.arn
  source_version         = "main"

  artifacts {
    type           = "S3"
    location       = "delivery-artifacts"
    packaging      = "ZIP"
    namespace_type = "BUILD_ID"
  }

  build_batch_config {
    service_role    = aws_iam_role.main.arn
    timeout_in_mins = 60

    restrictions {
      maximum_builds_allowed = 5
      compute_types_allowed  = ["BUILD_GENERAL1_SMALL"]
    }
  }

  cache {
    type  = "LOCAL"
    modes = ["LOCAL_SOURCE_CACHE", "LOCAL_DOCKER_LAYER_CACHE"]
  }

  environment {
    type            = "LINUX_CONTAINER"
    image           = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
    compute_type    = "BUILD_GENERAL1_LARGE"
    privileged_mode = true

    environment_variable {
      name  = "STAGE"
      value = "test"
    }

    environment_variable {
      name  = "TOKEN"
      type  = "PARAMETER_STORE"
      value = "/delivery/token"
    }
  }

  file_system_locations {
    identifier    = "data"
    location      = "fs-12345678.efs.ap-northeast-2.amazonaws.com:/"
    mount_point   = "/mnt/data"
    mount_options = "nfsvers=4.1"
  }

  logs_config {
    cloudwatch_logs {
      group_name  = "/delivery/build"
      stream_name = "web"
    }

    s3_logs {
      status   = "ENABLED"
      location = "delivery-logs/build"
    }
  }

  secondary_artifacts {
    artifact_identifier = "reports"
    type                = "S3"
    location            = "delivery-reports"
  }

  secondary_sources {
    source_identifier = "lib"
    type              = "GITHUB"
    location          = "https://github.com/shop/lib.git"
    git_clone_depth   = 1
  }

  secondary_source_version {
    source_identifier = "lib"
    source_version    = "v1"
  }

  source {
    type                = "GITHUB"
    location            = "https://github.com/shop/web.git"
    git_clone_depth     = 1
    report_build_status = true

    git_submodules_config {
      fetch_submodules = true
    }

    build_status_config {
      context = "ci"
    }
  }

  vpc_config {
    vpc_id             = aws_vpc.main.id
    subnets            = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.main.id]
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codebuild_project.subject.id
}
