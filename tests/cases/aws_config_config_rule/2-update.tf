resource "aws_config_config_rule" "subject" {
  name = "tagged"

  scope {
    tag_key   = "Stage"
    tag_value = "test"
  }

  source {
    owner = "CUSTOM_POLICY"

    custom_policy_details {
      policy_runtime = "guard-2.x.x"
      policy_text    = "rule owned { tags.Owner exists }"
    }

    source_detail {
      message_type = "ConfigurationItemChangeNotification"
    }
  }

  tags = {
    Stage = "test"
  }

  depends_on = [aws_config_configuration_recorder.main]
}

output "import_id" {
  value = aws_config_config_rule.subject.id
}
