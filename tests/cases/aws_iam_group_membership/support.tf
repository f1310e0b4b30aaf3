resource "aws_iam_user" "main" {
  for_each = toset(["ann", "bob"])
  name     = "member-${each.key}"
}

resource "aws_iam_group" "main" {
  name = "group-members"
}

resource "aws_iam_group" "other" {
  name = "group-members-other"
}
