resource "aws_quicksight_group" "subject" {
  group_name  = "chart-authors"
  description = "Who writes"
}

output "import_id" {
  value = aws_quicksight_group.subject.id
}
