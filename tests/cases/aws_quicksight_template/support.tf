resource "aws_quicksight_group" "readers" {
  group_name = "template-readers"
}
