resource "aws_iam_instance_profile" "subject" {
  name = "profile-subject"
  role = aws_iam_role.two.name

  tags = {
    Name = "profile"
  }
}

output "import_id" {
  value = aws_iam_instance_profile.subject.name
}
