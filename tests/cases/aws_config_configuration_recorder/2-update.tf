resource "aws_config_configuration_recorder" "subject" {
  name     = "recorder"
  role_arn = aws_iam_role.other.arn

  recording_group {
    all_supported = false

    exclusion_by_resource_types {
      resource_types = ["AWS::EC2::Instance"]
    }

    recording_strategy {
      use_only = "EXCLUSION_BY_RESOURCE_TYPES"
    }
  }

  recording_mode {
    recording_frequency = "CONTINUOUS"
  }
}

output "import_id" {
  value = aws_config_configuration_recorder.subject.id
}
