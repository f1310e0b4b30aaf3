resource "aws_iam_user" "main" {
  name = "user-membership"
}

resource "aws_iam_user" "other" {
  name = "user-membership-other"
}

resource "aws_iam_group" "main" {
  for_each = toset(["one", "two", "three"])
  name     = "group-membership-${each.key}"
}

# Another membership of the same user, which stays as it is.
resource "aws_iam_user_group_membership" "beside" {
  user   = aws_iam_user.main.name
  groups = [aws_iam_group.main["three"].name]
}
