resource "aws_quicksight_folder" "subject" {
  folder_id = "chart-folder-2"
  name      = "The shop"
}

output "import_id" {
  value = aws_quicksight_folder.subject.id
}
