output "name" {
  description = "The pipeline."
  value       = aws_codepipeline.main.name
}

output "project" {
  description = "The project that makes images."
  value       = aws_codebuild_project.main["build"].name
}
