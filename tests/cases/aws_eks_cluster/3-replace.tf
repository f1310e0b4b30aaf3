resource "aws_eks_cluster" "subject" {
  name                          = "control"
  role_arn                      = aws_iam_role.cluster.arn
  version                       = "1.32"
  bootstrap_self_managed_addons = false

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  kubernetes_network_config {
    service_ipv4_cidr = "10.101.0.0/16"
  }

  vpc_config {
    subnet_ids = [aws_subnet.main["a"].id, aws_subnet.main["c"].id]
  }

  tags = {
    Name = "third"
  }
}

output "import_id" {
  value = aws_eks_cluster.subject.name
}
