data "aws_launch_template" "by_name" {
  name = aws_launch_template.main.name
}

data "aws_launch_template" "by_id" {
  id = aws_launch_template.network.id
}

data "aws_launch_template" "by_tag" {
  filter {
    name   = "launch-template-name"
    values = ["${aws_launch_template.main.name}*"]
  }

  tags = {
    Name = aws_launch_template.main.tags["Name"]
  }
}

locals {
  # Ids of AWS's own differ from run to run.
  random = ["arn", "id"]
}

output "by_name" {
  value = { for name, value in data.aws_launch_template.by_name : name => value if !contains(local.random, name) }
}

output "by_id" {
  value = { for name, value in data.aws_launch_template.by_id : name => value if !contains(local.random, name) }
}

output "by_tag" {
  value = data.aws_launch_template.by_tag.name
}
