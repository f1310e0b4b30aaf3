resource "aws_iam_user" "subject" {
  name          = "user-renamed"
  path          = "/people/"
  force_destroy = true

  tags = {
    Name = "user"
  }
}

output "import_id" {
  value = aws_iam_user.subject.name
}
