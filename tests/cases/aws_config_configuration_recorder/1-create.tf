resource "aws_config_configuration_recorder" "subject" {
  name     = "recorder"
  role_arn = aws_iam_role.main.arn

  recording_group {
    all_supported  = false
    resource_types = ["AWS::EC2::VPC", "AWS::EC2::Subnet"]

    recording_strategy {
      use_only = "INCLUSION_BY_RESOURCE_TYPES"
    }
  }

  recording_mode {
    recording_frequency = "DAILY"

    recording_mode_override {
      description         = "at once"
      recording_frequency = "CONTINUOUS"
      resource_types      = ["AWS::EC2::VPC"]
    }
  }
}

output "import_id" {
  value = aws_config_configuration_recorder.subject.id
}
