resource "aws_ecr_repository_policy" "subject" {
  repository = aws_ecr_repository.main.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "pull", Effect = "Allow", Principal = "*", Action = ["ecr:GetDownloadUrlForLayer"] }]
  })
}

output "import_id" {
  value = aws_ecr_repository_policy.subject.id
}
