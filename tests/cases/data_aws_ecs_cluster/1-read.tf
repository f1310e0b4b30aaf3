data "aws_ecs_cluster" "main" {
  cluster_name = aws_ecs_cluster.main.name
}

output "cluster" {
  value = data.aws_ecs_cluster.main
}
