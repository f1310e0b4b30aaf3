resource "aws_iam_group" "main" {
  name = "group-policy"
}
