resource "aws_ecs_cluster" "main" {
  name = "found"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  tags = {
    Name = "found"
  }
}
