resource "aws_eks_access_policy_association" "subject" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_eks_access_entry.main.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"

  access_scope {
    type       = "namespace"
    namespaces = ["shop", "tools"]
  }
}

output "import_id" {
  value = aws_eks_access_policy_association.subject.id
}
