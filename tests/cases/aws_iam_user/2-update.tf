resource "aws_iam_user" "subject" {
  name                 = "user-subject"
  path                 = "/people/"
  permissions_boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
  force_destroy        = true

  tags = {
    Name = "user"
  }
}

output "import_id" {
  value = aws_iam_user.subject.name
}
