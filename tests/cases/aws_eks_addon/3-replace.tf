resource "aws_eks_addon" "subject" {
  cluster_name                = aws_eks_cluster.main.name
  addon_name                  = "aws-ebs-csi-driver"
  addon_version               = "v1.38.1-eksbuild.1"
  configuration_values        = jsonencode({})
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "PRESERVE"

  pod_identity_association {
    role_arn        = aws_iam_role.other.arn
    service_account = "ebs-csi-controller-sa"
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = "${aws_eks_cluster.main.name}:aws-ebs-csi-driver"
}
