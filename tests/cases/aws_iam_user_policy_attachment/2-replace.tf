resource "aws_iam_user_policy_attachment" "subject" {
  user       = aws_iam_user.main.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

output "import_id" {
  value = "${aws_iam_user.main.name}/arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}
