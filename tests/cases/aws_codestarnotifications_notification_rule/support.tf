resource "aws_codecommit_repository" "main" {
  repository_name = "delivery-told"
}

resource "aws_codecommit_repository" "other" {
  repository_name = "delivery-told-other"
}

resource "aws_sns_topic" "main" {
  name = "delivery-told"
}

resource "aws_sns_topic" "other" {
  name = "delivery-told-other"
}
