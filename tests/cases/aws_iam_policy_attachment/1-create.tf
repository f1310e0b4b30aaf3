resource "aws_iam_policy_attachment" "subject" {
  name       = "everybody"
  policy_arn = aws_iam_policy.main.arn
  roles      = [aws_iam_role.main.name]
}
