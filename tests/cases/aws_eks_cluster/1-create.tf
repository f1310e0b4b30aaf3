resource "aws_eks_cluster" "subject" {
  name                      = "control"
  role_arn                  = aws_iam_role.cluster.arn
  version                   = "1.31"
  enabled_cluster_log_types = ["api"]

  access_config {
    authentication_mode                         = "CONFIG_MAP"
    bootstrap_cluster_creator_admin_permissions = true
  }

  kubernetes_network_config {
    service_ipv4_cidr = "10.100.0.0/16"
  }

  upgrade_policy {
    support_type = "EXTENDED"
  }

  vpc_config {
    endpoint_private_access = false
    subnet_ids              = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_eks_cluster.subject.name
}
