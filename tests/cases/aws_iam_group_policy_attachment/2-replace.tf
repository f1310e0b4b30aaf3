resource "aws_iam_group_policy_attachment" "subject" {
  group      = aws_iam_group.main.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

output "import_id" {
  value = "${aws_iam_group.main.name}/arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}
