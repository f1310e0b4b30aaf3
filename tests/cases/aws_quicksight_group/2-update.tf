resource "aws_quicksight_group" "subject" {
  group_name  = "chart-authors"
  description = "Who writes and who reads"
}

output "import_id" {
  value = aws_quicksight_group.subject.id
}
