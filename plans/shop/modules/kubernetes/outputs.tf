output "name" {
  description = "The cluster."
  value       = aws_eks_cluster.main.name
}

output "arn" {
  description = "Its ARN."
  value       = aws_eks_cluster.main.arn
}

output "security_group_id" {
  description = "The group that EKS made for nodes and control plane."
  value       = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
}

output "operator_role_arn" {
  description = "The role of those who operate the cluster."
  value       = aws_iam_role.operator.arn
}

output "tiers" {
  description = "What others have to know of each tier."
  value = { for tier in keys(var.tiers) : tier => {
    cluster       = aws_eks_cluster.main.name
    instance_role = aws_iam_role.node[tier].name
    program_role  = aws_iam_role.program[tier].name
    group         = aws_eks_node_group.main[tier].resources[0].autoscaling_groups[0].name
    log_group     = aws_cloudwatch_log_group.main["application"].name
  } }
}
