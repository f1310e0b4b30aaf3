resource "aws_eks_fargate_profile" "subject" {
  cluster_name           = aws_eks_cluster.main.name
  fargate_profile_name   = "one"
  pod_execution_role_arn = aws_iam_role.pods.arn
  subnet_ids             = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]

  selector {
    namespace = "shop"

    labels = {
      tier = "web"
    }
  }

  selector {
    namespace = "tools"
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_eks_fargate_profile.subject.id
}
