resource "aws_codedeploy_deployment_config" "subject" {
  deployment_config_name = "delivery-config"
  compute_platform       = "ECS"

  traffic_routing_config {
    type = "TimeBasedCanary"

    time_based_canary {
      interval   = 5
      percentage = 10
    }
  }
}

output "import_id" {
  value = aws_codedeploy_deployment_config.subject.id
}
