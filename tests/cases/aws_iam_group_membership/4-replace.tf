resource "aws_iam_group_membership" "subject" {
  name  = "members"
  group = aws_iam_group.other.name
  users = [aws_iam_user.main["bob"].name]
}
