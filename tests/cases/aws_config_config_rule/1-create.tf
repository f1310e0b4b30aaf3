resource "aws_config_config_rule" "subject" {
  name                        = "tagged"
  description                 = "everything belongs to somebody"
  input_parameters            = jsonencode({ tag1Key = "Owner" })
  maximum_execution_frequency = "Six_Hours"

  scope {
    compliance_resource_types = ["AWS::EC2::VPC", "AWS::EC2::Subnet"]
  }

  source {
    owner             = "AWS"
    source_identifier = "REQUIRED_TAGS"
  }

  tags = {
    Name = "tagged"
  }

  depends_on = [aws_config_configuration_recorder.main]
}

output "import_id" {
  value = aws_config_config_rule.subject.id
}
