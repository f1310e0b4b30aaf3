resource "aws_iam_role" "main" {
  name = "delivery-group"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codedeploy.amazonaws.com" } }]
  })
}

resource "aws_codedeploy_app" "main" {
  name = "delivery-group"
}

resource "aws_sns_topic" "main" {
  name = "delivery-group"
}

resource "aws_codedeploy_app" "containers" {
  name             = "delivery-containers"
  compute_platform = "ECS"
}

# A service of ECS, blue and green behind one load balancer.
resource "aws_codedeploy_deployment_group" "containers" {
  app_name               = aws_codedeploy_app.containers.name
  deployment_group_name  = "delivery-containers"
  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"
  service_role_arn       = aws_iam_role.main.arn

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
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

  ecs_service {
    cluster_name = "delivery"
    service_name = "web"
  }

  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = ["arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2"]
      }

      target_group {
        name = "delivery-blue"
      }

      target_group {
        name = "delivery-green"
      }
    }
  }
}
