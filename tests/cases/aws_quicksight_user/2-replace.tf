resource "aws_quicksight_user" "subject" {
  user_name     = "chart-ann"
  email         = "ann.smith@example.com"
  identity_type = "QUICKSIGHT"
  user_role     = "AUTHOR"
}

output "import_id" {
  value = aws_quicksight_user.subject.id
}
