resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "found-group"
  }
}

resource "aws_subnet" "main" {
  for_each = { a = 1, c = 2 }

  availability_zone = "ap-northeast-2${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  vpc_id            = aws_vpc.main.id
}

resource "aws_launch_template" "main" {
  name          = "found-group"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "main" {
  name                = "found-group"
  enabled_metrics     = ["GroupMinSize"]
  max_size            = 4
  min_size            = 0
  suspended_processes = ["AZRebalance"]
  vpc_zone_identifier = [aws_subnet.main["a"].id]

  launch_template {
    id      = aws_launch_template.main.id
    version = "$Default"
  }

  tag {
    key                 = "Name"
    propagate_at_launch = true
    value               = "found"
  }

  warm_pool {
    min_size = 0
  }
}

resource "aws_autoscaling_group" "mixed" {
  name                = "found-group-mixed"
  max_size            = 1
  min_size            = 0
  vpc_zone_identifier = [aws_subnet.main["a"].id]

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_name = aws_launch_template.main.name
      }

      override {
        instance_type = "t3.small"
      }
    }
  }
}
