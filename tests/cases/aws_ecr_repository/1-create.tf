resource "aws_ecr_repository" "subject" {
  name                 = "shop/web"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_ecr_repository.subject.name
}
