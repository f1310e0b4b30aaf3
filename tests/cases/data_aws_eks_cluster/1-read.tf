data "aws_eks_cluster" "main" {
  name = aws_eks_cluster.main.name
}

output "cluster" {
  value = data.aws_eks_cluster.main
}
