resource "aws_codedeploy_deployment_group" "subject" {
  app_name              = aws_codedeploy_app.main.name
  deployment_group_name = "delivery-group-renamed"
  service_role_arn      = aws_iam_role.main.arn

  ec2_tag_filter {
    key   = "Name"
    type  = "KEY_AND_VALUE"
    value = "web"
  }

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
    }

    green_fleet_provisioning_option {
      action = "DISCOVER_EXISTING"
    }
  }

  deployment_style {
    deployment_option = "WITHOUT_TRAFFIC_CONTROL"
    deployment_type   = "IN_PLACE"
  }

  tags = {
    Name = "third"
  }
}

output "import_id" {
  value = "${aws_codedeploy_app.main.name}:${aws_codedeploy_deployment_group.subject.deployment_group_name}"
}
