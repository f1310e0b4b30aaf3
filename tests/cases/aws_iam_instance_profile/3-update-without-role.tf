resource "aws_iam_instance_profile" "subject" {
  name = "profile-subject"
}

output "import_id" {
  value = aws_iam_instance_profile.subject.name
}
