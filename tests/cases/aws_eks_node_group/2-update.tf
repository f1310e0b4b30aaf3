resource "aws_eks_node_group" "subject" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "one"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
  instance_types  = ["t3.large", "t3a.large"]
  capacity_type   = "SPOT"
  version         = "1.32"
  labels          = { tier = "api", size = "l" }

  scaling_config {
    desired_size = 2
    max_size     = 4
    min_size     = 0
  }

  update_config {
    max_unavailable_percentage = 50
  }

  node_repair_config {
    enabled = true
  }

  taint {
    key    = "a"
    value  = "3"
    effect = "NO_SCHEDULE"
  }

  taint {
    key    = "c"
    value  = "2"
    effect = "PREFER_NO_SCHEDULE"
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = "${aws_eks_cluster.main.name}:one"
}
