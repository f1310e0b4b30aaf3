resource "aws_quicksight_data_source" "lake" {
  data_source_id = "set-source"
  name           = "set-source"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = "primary"
    }
  }
}

resource "aws_quicksight_group" "readers" {
  group_name = "set-readers"
}
