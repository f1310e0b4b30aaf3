resource "aws_quicksight_folder" "all" {
  folder_id = "chart-folder-all"
  name      = "All"
}

resource "aws_quicksight_group" "readers" {
  group_name = "folder-readers"
}
