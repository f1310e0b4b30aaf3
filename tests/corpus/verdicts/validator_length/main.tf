resource "aws_iam_role" "r" {
  name               = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
  assume_role_policy = "{}"
}
