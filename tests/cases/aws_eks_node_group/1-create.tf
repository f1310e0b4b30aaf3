resource "aws_eks_node_group" "subject" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "one"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
  instance_types  = ["t3.large", "t3a.large"]
  capacity_type   = "SPOT"
  version         = "1.31"
  labels          = { tier = "web", zone = "a" }

  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }

  update_config {
    max_unavailable = 1
  }

  node_repair_config {
    enabled = false
  }

  taint {
    key    = "a"
    value  = "1"
    effect = "NO_SCHEDULE"
  }

  taint {
    key    = "b"
    value  = "2"
    effect = "NO_EXECUTE"
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = "${aws_eks_cluster.main.name}:one"
}
