resource "aws_codecommit_repository" "subject" {
  repository_name = "delivery-repository-renamed"
  description     = "all of the shop"
  default_branch  = "main"
  kms_key_id      = aws_kms_key.main.arn

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codecommit_repository.subject.id
}
