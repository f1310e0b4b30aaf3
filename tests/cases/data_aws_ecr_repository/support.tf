resource "aws_ecr_repository" "main" {
  name                 = "found"
  image_tag_mutability = "IMMUTABLE"

  tags = {
    Name = "found"
  }
}
