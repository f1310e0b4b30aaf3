resource "aws_codedeploy_deployment_group" "subject" {
  app_name                    = aws_codedeploy_app.main.name
  deployment_group_name       = "delivery-group-renamed"
  service_role_arn            = aws_iam_role.main.arn
  deployment_config_name      = "CodeDeployDefault.AllAtOnce"
  outdated_instances_strategy = "IGNORE"
  autoscaling_groups          = ["delivery-web"]

  alarm_configuration {
    alarms  = ["delivery-cpu"]
    enabled = true
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout    = "STOP_DEPLOYMENT"
      wait_time_in_minutes = 60
    }

    green_fleet_provisioning_option {
      action = "COPY_AUTO_SCALING_GROUP"
    }

    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 5
    }
  }

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  ec2_tag_set {
    ec2_tag_filter {
      key  = "Env"
      type = "KEY_ONLY"
    }

    ec2_tag_filter {
      key   = "Name"
      type  = "KEY_AND_VALUE"
      value = "web"
    }
  }

  load_balancer_info {
    target_group_info {
      name = "delivery-web"
    }
  }

  on_premises_instance_tag_filter {
    key   = "Name"
    type  = "KEY_AND_VALUE"
    value = "office"
  }

  trigger_configuration {
    trigger_events     = ["DeploymentFailure"]
    trigger_name       = "failed"
    trigger_target_arn = aws_sns_topic.main.arn
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = "${aws_codedeploy_app.main.name}:${aws_codedeploy_deployment_group.subject.deployment_group_name}"
}
