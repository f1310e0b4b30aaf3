resource "aws_backup_selection" "subject" {
  name          = "tagged"
  plan_id       = aws_backup_plan.main.id
  iam_role_arn  = aws_iam_role.main.arn
  resources     = ["*"]
  not_resources = ["arn:aws:ec2:*:*:volume/*"]

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "Backup"
    value = "yes"
  }

  condition {
    string_equals {
      key   = "aws:ResourceTag/Stage"
      value = "prod"
    }
  }
}

output "import_id" {
  value = "${aws_backup_selection.subject.plan_id}|${aws_backup_selection.subject.id}"
}
