resource "aws_quicksight_group" "owners" {
  group_name = "source-owners"
}
