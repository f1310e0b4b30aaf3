resource "aws_quicksight_folder" "subject" {
  folder_id         = "chart-folder"
  name              = "Shop"
  parent_folder_arn = aws_quicksight_folder.all.arn

  permissions {
    principal = aws_quicksight_group.readers.arn
    actions   = ["quicksight:DescribeFolder"]
  }

  tags = {
    Name = "chart-folder"
  }
}

output "import_id" {
  value = aws_quicksight_folder.subject.id
}
