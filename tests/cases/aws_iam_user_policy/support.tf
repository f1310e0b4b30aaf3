resource "aws_iam_user" "main" {
  name = "user-policy"
}
