resource "aws_codecommit_repository" "subject" {
  repository_name = "delivery-repository"
  description     = "the shop"

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_codecommit_repository.subject.id
}
