resource "aws_iam_user" "subject" {
  name = "user-subject"
}

output "import_id" {
  value = aws_iam_user.subject.name
}
