resource "aws_iam_role_policy_attachment" "subject" {
  role       = aws_iam_role.main.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

output "import_id" {
  value = "${aws_iam_role.main.name}/arn:aws:iam::aws:policy/ReadOnlyAccess"
}
