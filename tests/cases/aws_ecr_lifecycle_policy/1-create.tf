resource "aws_ecr_lifecycle_policy" "subject" {
  repository = aws_ecr_repository.main.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "keep the newest"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }
      action       = { type = "expire" }
    }]
  })
}

output "import_id" {
  value = aws_ecr_lifecycle_policy.subject.id
}
