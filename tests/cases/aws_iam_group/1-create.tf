resource "aws_iam_group" "subject" {
  name = "group-subject"
}

output "import_id" {
  value = aws_iam_group.subject.name
}
