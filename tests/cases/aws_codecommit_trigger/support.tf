resource "aws_codecommit_repository" "main" {
  repository_name = "delivery-trigger"
}

resource "aws_sns_topic" "main" {
  name = "delivery-trigger"
}
