resource "aws_quicksight_data_set" "subject" {
  data_set_id = "chart-set-2"
  name        = "Orders"
  import_mode = "DIRECT_QUERY"

  physical_table_map {
    physical_table_map_id = "orders"

    relational_table {
      data_source_arn = aws_quicksight_data_source.lake.arn
      name            = "orders"

      input_columns {
        name = "day"
        type = "DATETIME"
      }
    }
  }
}

output "import_id" {
  value = aws_quicksight_data_set.subject.id
}
