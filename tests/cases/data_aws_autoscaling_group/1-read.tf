data "aws_autoscaling_group" "main" {
  name = aws_autoscaling_group.main.name
}

data "aws_autoscaling_group" "mixed" {
  name = aws_autoscaling_group.mixed.name
}

locals {
  # Ids of AWS's own differ from run to run.
  random = ["arn", "launch_template", "vpc_zone_identifier"]
}

output "group" {
  value = { for name, value in data.aws_autoscaling_group.main : name => value if !contains(local.random, name) }
}

output "template" {
  value = {
    name    = data.aws_autoscaling_group.main.launch_template[0].name
    version = data.aws_autoscaling_group.main.launch_template[0].version
  }
}

output "mixed" {
  value = {
    distribution = data.aws_autoscaling_group.mixed.mixed_instances_policy[0].instances_distribution
    override     = data.aws_autoscaling_group.mixed.mixed_instances_policy[0].launch_template[0].override
  }
}
