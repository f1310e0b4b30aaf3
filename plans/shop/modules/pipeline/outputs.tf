output "name" {
  description = "The pipeline."
  value       = aws_codepipeline.main.name
}

output "project" {
  description = "The project that makes images."
  value       = aws_codebuild_project.main["build"].name
}

output "role_arn" {
  description = "The pipeline's role."
  value       = aws_iam_role.pipeline.arn
}
