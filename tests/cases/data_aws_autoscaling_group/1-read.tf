data "aws_autoscaling_group" "main" {
  name = aws_autoscaling_group.main.name
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
