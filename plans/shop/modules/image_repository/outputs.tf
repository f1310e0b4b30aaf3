output "url" {
  description = "Where images are pushed to and pulled from."
  value       = aws_ecr_repository.main.repository_url
}

output "arn" {
  description = "The repository."
  value       = aws_ecr_repository.main.arn
}
