resource "aws_codedeploy_deployment_config" "subject" {
  deployment_config_name = "delivery-config"

  minimum_healthy_hosts {
    type  = "FLEET_PERCENT"
    value = 75
  }

  zonal_config {
    first_zone_monitor_duration_in_seconds = 120
    monitor_duration_in_seconds            = 60

    minimum_healthy_hosts_per_zone {
      type  = "HOST_COUNT"
      value = 1
    }
  }
}

output "import_id" {
  value = aws_codedeploy_deployment_config.subject.id
}
