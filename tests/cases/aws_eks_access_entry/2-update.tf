resource "aws_eks_access_entry" "subject" {
  cluster_name      = aws_eks_cluster.main.name
  principal_arn     = aws_iam_role.user.arn
  kubernetes_groups = ["readers", "writers"]
  user_name         = "somebody"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_eks_access_entry.subject.id
}
