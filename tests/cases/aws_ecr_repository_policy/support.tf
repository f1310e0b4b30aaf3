resource "aws_ecr_repository" "main" {
  name = "policy-1"
}

resource "aws_ecr_repository" "other" {
  name = "policy-2"
}
