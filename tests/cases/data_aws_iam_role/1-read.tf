data "aws_iam_role" "main" {
  name = aws_iam_role.main.name
}

output "role" {
  value = { for name, value in data.aws_iam_role.main : name => value if name != "create_date" }
}
