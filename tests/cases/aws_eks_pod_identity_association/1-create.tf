resource "aws_eks_pod_identity_association" "subject" {
  cluster_name    = aws_eks_cluster.main.name
  namespace       = "shop"
  service_account = "api"
  role_arn        = aws_iam_role.user.arn

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = "${aws_eks_cluster.main.name},${aws_eks_pod_identity_association.subject.association_id}"
}
