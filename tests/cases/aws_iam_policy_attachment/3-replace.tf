resource "aws_iam_policy_attachment" "subject" {
  name       = "everybody else"
  policy_arn = aws_iam_policy.main.arn
  users      = [aws_iam_user.main.name]
}
