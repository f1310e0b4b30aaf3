resource "aws_eks_addon" "subject" {
  cluster_name                = aws_eks_cluster.main.name
  addon_name                  = "vpc-cni"
  addon_version               = "v1.19.0-eksbuild.1"
  configuration_values        = jsonencode({ env = { A = "1" } })
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "NONE"

  pod_identity_association {
    role_arn        = aws_iam_role.addon.arn
    service_account = "aws-node"
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = "${aws_eks_cluster.main.name}:vpc-cni"
}
