resource "aws_quicksight_data_set" "subject" {
  data_set_id = "chart-set"
  name        = "Orders"
  import_mode = "SPICE"

  physical_table_map {
    physical_table_map_id = "orders"

    relational_table {
      data_source_arn = aws_quicksight_data_source.lake.arn
      catalog         = "AwsDataCatalog"
      schema          = "shop"
      name            = "orders"

      input_columns {
        name = "day"
        type = "DATETIME"
      }

      input_columns {
        name = "total"
        type = "DECIMAL"
      }
    }
  }

  field_folders {
    field_folders_id = "money"
    columns          = ["total"]
    description      = "What it costs"
  }

  permissions {
    principal = aws_quicksight_group.readers.arn
    actions   = ["quicksight:DescribeDataSet", "quicksight:PassDataSet"]
  }

  tags = {
    Name = "chart-set"
  }
}

output "import_id" {
  value = aws_quicksight_data_set.subject.id
}
