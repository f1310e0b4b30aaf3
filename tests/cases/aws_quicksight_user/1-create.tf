resource "aws_quicksight_user" "subject" {
  user_name     = "chart-ann"
  email         = "ann@example.com"
  identity_type = "QUICKSIGHT"
  user_role     = "READER"
}

output "import_id" {
  value = aws_quicksight_user.subject.id
}
