output "name" {
  description = "The service."
  value       = local.service.name
}

output "arn" {
  description = "Its ARN."
  value       = local.service.id
}

output "task_definition" {
  description = "The revision that runs, as family:revision."
  value       = "${aws_ecs_task_definition.main.family}:${aws_ecs_task_definition.main.revision}"
}

output "task_role_name" {
  description = "Role of the program in the container."
  value       = aws_iam_role.task.name
}

output "execution_role_name" {
  description = "Role that starts the container."
  value       = aws_iam_role.execution.name
}

output "role_arns" {
  description = "Both roles, for who makes new revisions of the task."
  value       = [aws_iam_role.execution.arn, aws_iam_role.task.arn]
}

output "log_group" {
  description = "Where its lines go."
  value       = aws_cloudwatch_log_group.main.name
}
