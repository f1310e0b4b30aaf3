resource "aws_iam_user_group_membership" "subject" {
  user   = aws_iam_user.main.name
  groups = [aws_iam_group.main["one"].name, aws_iam_group.main["two"].name]
}

output "import_id" {
  value = join("/", concat([aws_iam_user.main.name], [aws_iam_group.main["one"].name, aws_iam_group.main["two"].name]))
}
