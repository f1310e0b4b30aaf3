resource "aws_quicksight_group" "subject" {
  group_name = "chart-readers"
}

output "import_id" {
  value = aws_quicksight_group.subject.id
}
