data "aws_ecr_repository" "main" {
  name = aws_ecr_repository.main.name
}

output "repository" {
  value = data.aws_ecr_repository.main
}
