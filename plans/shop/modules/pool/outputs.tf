output "group_arn" {
  description = "The Auto Scaling group."
  value       = aws_autoscaling_group.main.arn
}

output "group_name" {
  description = "Its name."
  value       = aws_autoscaling_group.main.name
}

output "role_name" {
  description = "Role of the instances."
  value       = aws_iam_role.instance.name
}
