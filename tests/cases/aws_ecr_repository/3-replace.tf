resource "aws_ecr_repository" "subject" {
  name                 = "shop/api"
  image_tag_mutability = "MUTABLE"

  image_scanning_configuration {
    scan_on_push = false
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_ecr_repository.subject.name
}
