resource "aws_ecs_cluster_capacity_providers" "subject" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 100
  }
}

output "import_id" {
  value = aws_ecs_cluster_capacity_providers.subject.id
}
