resource "aws_quicksight_folder" "subject" {
  folder_id         = "chart-folder"
  name              = "The shop"
  parent_folder_arn = aws_quicksight_folder.all.arn

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_quicksight_folder.subject.id
}
