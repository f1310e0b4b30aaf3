resource "aws_iam_instance_profile" "subject" {
  name = "profile-subject"
  role = aws_iam_role.one.name
}

output "import_id" {
  value = aws_iam_instance_profile.subject.name
}
