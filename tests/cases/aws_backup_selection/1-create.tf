resource "aws_backup_selection" "subject" {
  name         = "databases"
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.main.arn
  resources    = ["arn:aws:rds:*:*:db:*"]
}

output "import_id" {
  value = "${aws_backup_selection.subject.plan_id}|${aws_backup_selection.subject.id}"
}
