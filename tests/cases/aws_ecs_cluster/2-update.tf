resource "aws_ecs_cluster" "subject" {
  name = "cluster"

  setting {
    name  = "containerInsights"
    value = "disabled"
  }

  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = "commands"
      }
    }
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_ecs_cluster.subject.name
}
