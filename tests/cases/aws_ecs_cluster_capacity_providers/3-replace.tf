resource "aws_ecs_cluster_capacity_providers" "subject" {
  cluster_name       = aws_ecs_cluster.other.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    base              = 0
    weight            = 3
  }
}

output "import_id" {
  value = aws_ecs_cluster_capacity_providers.subject.id
}
